// Stanzas are small trees of XML elements.
#pragma once

#include "xml/element.h"

namespace gatehouse::gates::xmpp {

using xml::Element;
using xml::element;
using xml::to_xml;

}  // namespace gatehouse::gates::xmpp
