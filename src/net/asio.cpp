// The compiled half of Asio (BOOST_ASIO_SEPARATE_COMPILATION); in this file and no other.
#include <boost/asio/impl/src.hpp>
