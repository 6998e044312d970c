#include "gates/acap/gate.h"

#include "gates/acap/session.h"

namespace gatehouse::gates::acap {
namespace {

class AcapGate final : public Gate {
 public:
  explicit AcapGate(Surroundings& around) : around_(around) {}
  using Gate::serve;
  net::Task<void> serve(net::Stream stream, Port port) override {
    return serve_acap(std::move(stream), port, around_, hub_);
  }

 private:
  Surroundings& around_;
  Hub hub_;
};

}  // namespace

std::unique_ptr<Gate> open_acap(Surroundings& around) { return std::make_unique<AcapGate>(around); }

}  // namespace gatehouse::gates::acap
