// A keeper that refuses everything: a test's own one overrides the calls that it plays.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "auth/keeper.h"

namespace gatehouse::support {

class DeafKeeper : public auth::Keeper {
 public:
  net::Task<Result<auth::Welcome>> welcome(auth::Peer, auth::OnEnd) override {
    co_return fail(ErrorCode::unavailable, words);
  }
  net::Task<Result<auth::Offer>> tls_started(auth::VisitId, net::TlsFacts) override {
    co_return fail(ErrorCode::unavailable, words);
  }
  net::Task<auth::Reply> begin(auth::VisitId, std::string, std::optional<Secret>) override {
    co_return auth::Denial{auth::DenialKind::unavailable, words, false};
  }
  net::Task<auth::Reply> feed(auth::VisitId, Secret) override {
    co_return auth::Denial{auth::DenialKind::unavailable, words, false};
  }
  net::Task<auth::Reply> abort(auth::VisitId, auth::DenialKind why) override {
    co_return auth::Denial{why, words, false};
  }
  net::Task<auth::CommandReply> command(auth::VisitId, Secret) override {
    co_return auth::CommandReply{501, words, {}};
  }
  net::Task<auth::Route> route(auth::VisitId, std::string) override {
    co_return auth::NoRoute{auth::NoRoute::Why::unavailable, words};
  }
  net::Task<auth::Allowed<auth::Owner>> owner(auth::VisitId, std::string) override {
    co_return refused();
  }
  net::Task<auth::Allowed<std::vector<auth::Letters>>> rights(auth::VisitId, std::string,
                                                              auth::ObjectKind,
                                                              std::vector<std::string>) override {
    co_return refused();
  }
  net::Task<auth::Allowed<std::vector<auth::AclElement>>> acl(auth::VisitId, std::string,
                                                              auth::ObjectKind,
                                                              std::string) override {
    co_return refused();
  }
  net::Task<auth::Allowed<void>> change_acl(auth::VisitId, std::string, auth::ObjectKind,
                                            std::string, auth::AclChange) override {
    co_return refused();
  }
  net::Task<auth::Allowed<auth::EntryPage>> entries(auth::VisitId, auth::EntryQuery) override {
    co_return refused();
  }
  net::Task<auth::Allowed<Secret>> open_session(auth::VisitId, auth::SessionKind) override {
    co_return refused();
  }
  net::Task<auth::Allowed<void>> close_session(auth::VisitId, Secret) override {
    co_return refused();
  }
  net::Task<auth::Allowed<void>> bless(auth::VisitId, Secret) override { co_return refused(); }
  net::Task<auth::Allowed<void>> confirm(auth::VisitId, Secret) override { co_return refused(); }
  net::Task<auth::Allowed<Secret>> wrap(auth::VisitId, Secret, bool) override {
    co_return refused();
  }
  net::Task<auth::Allowed<Secret>> unwrap(auth::VisitId, Secret) override { co_return refused(); }
  void leave(auth::VisitId) override {}

 protected:
  static constexpr const char* words = "not played";
  static std::unexpected<auth::Refused> refused() {
    return std::unexpected<auth::Refused>({ErrorCode::unavailable, words});
  }
};

}  // namespace gatehouse::support
