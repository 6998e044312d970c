// ACAP, RFC 2244: one Session serves one connection.
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/datasets.h"
#include "gates/acap/hub.h"
#include "gates/acap/place.h"
#include "gates/acap/replies.h"
#include "gates/acap/requests.h"
#include "gates/acap/results.h"
#include "gates/shared/service.h"
#include "gates/shared/visit.h"
#include "net/lines.h"

namespace gatehouse::gates::acap {

// `hub` outlives it.
[[nodiscard]] net::Task<void> serve_acap(net::Stream stream, Port port, Surroundings& around,
                                         Hub& hub);

class Session {
 public:
  // All references outlive the session.
  Session(net::Lines& lines, Visit& visit, Surroundings& around, Hub& hub);
  // From the greeting to the last reply; the caller closes.
  [[nodiscard]] net::Task<void> run();

 private:
  using Arguments = std::vector<Term>;
  using Handler = net::Task<Completion> (Session::*)(const Arguments& arguments);
  enum class When { before_login, after_login, always };
  struct Verb {
    std::string_view keyword;
    When when;
    Handler handler;
  };
  [[nodiscard]] static std::span<const Verb> verbs();

  net::Task<bool> next();  // false: the connection is over
  net::Task<Result<void>> wait();
  net::Task<Completion> answer(Result<std::string> text);
  net::Task<Completion> dispatch(const Command& command);
  net::Task<Result<void>> send(std::string_view text);
  void set_deadline();
  [[nodiscard]] bool can_start_tls() const;

  net::Task<Completion> lang(const Arguments& arguments);
  net::Task<Completion> logout(const Arguments& arguments);
  net::Task<Completion> noop(const Arguments& arguments);

  // login.cpp
  class Courier;
  net::Task<Completion> authenticate(const Arguments& arguments);
  net::Task<Completion> start_tls(const Arguments& arguments);

  // searching.cpp
  template <class Value>
  using Or = std::expected<Value, Completion>;
  struct Reached {  // a dataset, and what may be done with it
    auth::Owner owner;
    std::string dataset;
    auth::Letters rights;
  };
  net::Task<Or<Reached>> reach(std::string path);
  net::Task<Or<Reached>> reach(Place place, std::string path);
  net::Task<Or<Results>> find(const Search& search);
  net::Task<Or<Results>> find_in(const Reached& base, const Search& search, std::size_t depth);
  [[nodiscard]] static std::size_t levels(const Search& search);  // that it goes down
  // Those of the names that may be read.
  net::Task<Or<std::vector<std::string>>> readable(const auth::Owner& owner,
                                                   std::vector<std::string> names);
  net::Task<Completion> search(const Arguments& arguments);
  net::Task<Completion> deleted_since(const Arguments& arguments);
  net::Task<Completion> quota(const Arguments& arguments);
  net::Task<Result<void>> add_acl(const Reached& base, const Search& search, Results& results);
  [[nodiscard]] datasets::Datasets datasets_of(const auth::Owner& owner) const;

  // inheriting.cpp
  struct Layer {  // a dataset with what may be read below it: "" itself, "sub", "sub/x"
    Reached at;
    std::vector<std::string> names;
    std::map<std::string, AttributeLists, std::less<>> lists{};  // of those that have some
  };
  net::Task<std::vector<Reached>> layers_of(const Reached& base, bool inherits);
  net::Task<Or<std::vector<Layer>>> open_layers(const Reached& base, bool inherits,
                                                std::size_t depth);
  // Of the dataset and of `names` below it.
  net::Task<Or<std::map<std::string, AttributeLists, std::less<>>>> lists_of(
      const Reached& at, const std::vector<std::string>& names);
  [[nodiscard]] Result<std::optional<datasets::Dataset>> read_layers(
      const std::vector<Layer>& layers, const std::string& name) const;
  [[nodiscard]] Result<Results> read_all(const std::vector<Layer>& layers) const;

  // listings.cpp
  struct Below {  // a name in a listing, and where it leads
    std::string name;
    std::string path;
  };
  net::Task<Or<std::vector<Below>>> names_in(const Listing& listing, const std::string& path);
  net::Task<Or<Results>> find_in_listing(const Listing& listing, const Search& search);

  // contexts.cpp
  std::optional<Completion> keep_context(Search search, const Results& found);
  net::Task<Or<Results>> find_in_context(Search& search);
  net::Task<Result<void>> tell_changes();  // of contexts that asked for it
  net::Task<Result<void>> tell_changes_of(Context& context);
  net::Task<Completion> update_context(const Arguments& arguments);
  net::Task<Completion> free_context(const Arguments& arguments);
  void listen();

  // storing.cpp
  net::Task<Completion> store(const Arguments& arguments);
  net::Task<Result<void>> tell_defaults(const Store& store, auth::Owner owner);

  // rights.cpp
  struct Object {  // that has a list, or may have one
    Reached base;
    std::optional<datasets::Listed> of{};  // nullopt: the dataset
    bool has_list = true;
    auth::Letters rights{};
  };
  net::Task<Or<Object>> reach_object(const Arguments& arguments);
  [[nodiscard]] static std::string list_object(const Reached& base, const datasets::Listed& of);
  net::Task<Result<void>> begin_list(const Object& object);
  net::Task<Completion> end_list(const Object& object, const std::string& path);
  net::Task<Completion> clear_list(const Object& object, const std::string& path);
  net::Task<Completion> change_acl(const Arguments& arguments, auth::AclChange change);
  net::Task<Completion> set_acl(const Arguments& arguments);
  net::Task<Completion> delete_acl(const Arguments& arguments);
  net::Task<Completion> list_rights(const Arguments& arguments);
  net::Task<Completion> my_rights(const Arguments& arguments);

  net::Lines& lines_;
  Visit& visit_;
  Surroundings& around_;
  Hub& hub_;
  Hub::Seat seat_;
  std::optional<auth::Session> session_;
  std::map<std::string, Context, std::less<>> contexts_;
  std::string tag_;  // of the command that is carried out
  unsigned errors_in_row_ = 0;
};

}  // namespace gatehouse::gates::acap
