#include "gates/imap/gate.h"

#include "gates/imap/session.h"
#include "mailbox/watch.h"

namespace gatehouse::gates::imap {
namespace {

class ImapGate final : public Gate {
 public:
  explicit ImapGate(Surroundings& around) : around_(around) {}
  using Gate::serve;
  net::Task<void> serve(net::Stream stream, Port port) override {
    return serve_imap(std::move(stream), port, around_, watch_);
  }

 private:
  Surroundings& around_;
  mailbox::Watch watch_;
};

}  // namespace

std::unique_ptr<Gate> open_imap(Surroundings& around) { return std::make_unique<ImapGate>(around); }

}  // namespace gatehouse::gates::imap
