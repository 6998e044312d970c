#include "gates/xmpp/gate.h"

#include "gates/xmpp/commons.h"
#include "gates/xmpp/session.h"

namespace gatehouse::gates::xmpp {
namespace {

class XmppGate final : public Gate {
 public:
  explicit XmppGate(Surroundings& around) : commons_(around) {}
  using Gate::serve;
  net::Task<void> serve(net::Stream stream, Port port) override {
    return serve_xmpp(std::move(stream), port, commons_);
  }

 private:
  Commons commons_;
};

}  // namespace

std::unique_ptr<Gate> open_xmpp(Surroundings& around) { return std::make_unique<XmppGate>(around); }

}  // namespace gatehouse::gates::xmpp
