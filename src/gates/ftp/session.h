// FTP: RFC 959 and 1123 with the security of RFC 2228 and 4217, the features of RFC 2389, EPRT and
// EPSV (RFC 2428), and SIZE, MDTM, REST and machine lists (RFC 3659). One Session serves one
// connection.
//
// A data connection is made with the client's own address and nobody else's. While one is open
// ABOR, STAT and QUIT are heeded; other commands wait for its end.
#pragma once

#include <chrono>
#include <deque>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gates/ftp/folder_rights.h"
#include "gates/ftp/listing.h"
#include "gates/ftp/paths.h"
#include "gates/ftp/replies.h"
#include "gates/ftp/transfer.h"
#include "gates/shared/on_disk.h"
#include "gates/shared/service.h"
#include "gates/shared/visit.h"
#include "net/lines.h"
#include "storage/files.h"

namespace gatehouse::gates::ftp {

[[nodiscard]] net::Task<void> serve_ftp(net::Stream stream, Port port, Surroundings& around);

class Session {
 public:
  // The references outlive the session.
  Session(net::Lines& lines, Visit visit, Surroundings& around, Port port);
  // From the greeting to the last reply; the caller closes.
  [[nodiscard]] net::Task<void> run();

 private:
  using Handler = net::Task<Reply> (Session::*)(std::string_view argument);
  enum class When { before_login, after_login, always };
  enum class Takes { nothing, something, anything };
  struct Verb {
    std::string_view keyword;
    When when;
    Takes takes;
    Handler handler;
  };
  [[nodiscard]] static std::span<const Verb> verbs();

  // A file or folder and what may be done with it.
  struct Place {
    Path path;
    auth::Owner owner;
    std::string name;                   // inside the account
    auth::Letters rights{every_right};  // of a folder; of a file as `above`
    auth::Letters above{every_right};   // of the folder that it is in
  };
  using Found = std::expected<Place, Reply>;
  struct Item {
    Place place;
    storage::Facts facts{};
  };

  net::Task<std::optional<Reply>> next();  // nullopt: the connection is over
  net::Task<Reply> dispatch(std::string_view line);
  [[nodiscard]] std::optional<Reply> refused_here(const Verb& verb,
                                                  std::string_view argument) const;
  [[nodiscard]] static bool may_be_clear(const Verb& verb);
  [[nodiscard]] Reply counted(Reply answer);
  net::Task<Result<void>> send(const Reply& answer);
  void set_deadline();

  // login.cpp
  net::Task<Reply> adat(std::string_view argument);
  net::Task<Reply> auth(std::string_view argument);
  net::Task<Reply> ccc(std::string_view argument);
  net::Task<Reply> pass(std::string_view argument);
  net::Task<Reply> pbsz(std::string_view argument);
  net::Task<Reply> prot(std::string_view argument);
  net::Task<Reply> rein(std::string_view argument);
  net::Task<Reply> user(std::string_view argument);
  net::Task<Reply> start_tls();
  net::Task<Reply> user_again(std::string name);
  net::Task<Reply> stepped(auth::Reply answer);
  net::Task<std::optional<Reply>> end_exchange();
  void forget_user();

  // protection.cpp
  net::Task<Reply> conf(std::string_view argument);
  net::Task<Reply> enc(std::string_view argument);
  net::Task<Reply> mic(std::string_view argument);
  net::Task<Reply> unwrapped(std::string_view argument, Protection as);
  net::Task<std::string> wrapped(std::string_view text);  // as the command was; empty: it failed
  net::Task<void> look_for_layer();

  // places.cpp
  net::Task<Found> find(std::string_view argument);
  net::Task<Found> place_at(Path path);
  net::Task<std::expected<Item, Reply>> look_at(std::string_view argument);
  [[nodiscard]] static std::optional<Reply> refused(std::string_view rights, Act act);
  net::Task<Result<storage::Files>> files_of(const Place& place);
  template <class Work>
  net::Task<std::invoke_result_t<Work, storage::Files&>> with_files(const Place& place, Work work) {
    auto files = co_await files_of(place);
    if (!files) co_return std::unexpected(files.error());
    const auto act = [&] { return work(*files); };
    co_return co_await on_disk(around_.disk, act);
  }

  // folders.cpp
  net::Task<Reply> cdup(std::string_view argument);
  net::Task<Reply> cwd(std::string_view argument);
  net::Task<Reply> dele(std::string_view argument);
  net::Task<Reply> mdtm(std::string_view argument);
  net::Task<Reply> mfmt(std::string_view argument);
  net::Task<Reply> mkd(std::string_view argument);
  net::Task<Reply> mlst(std::string_view argument);
  net::Task<Reply> pwd(std::string_view argument);
  net::Task<Reply> rmd(std::string_view argument);
  net::Task<Reply> rnfr(std::string_view argument);
  net::Task<Reply> rnto(std::string_view argument);
  net::Task<Reply> size(std::string_view argument);

  // lists.cpp
  enum class Form { long_lines, names, facts };
  net::Task<Reply> list(std::string_view argument);
  net::Task<Reply> mlsd(std::string_view argument);
  net::Task<Reply> nlst(std::string_view argument);
  net::Task<Reply> stat(std::string_view argument);
  using Listing = std::expected<std::string, Reply>;
  net::Task<Listing> listing(std::string_view argument, Form form);
  net::Task<Listing> listed(Place folder, std::string pattern, Form form, std::string prefix);
  net::Task<std::expected<std::vector<auth::Letters>, Reply>> rights_in(
      const Place& folder, const std::vector<storage::Entry>& entries);
  net::Task<Reply> send_listing(std::string_view argument, Form form);
  [[nodiscard]] std::string status() const;

  // transfers.cpp
  net::Task<Reply> abor(std::string_view argument);
  net::Task<Reply> allo(std::string_view argument);
  net::Task<Reply> appe(std::string_view argument);
  net::Task<Reply> rest(std::string_view argument);
  net::Task<Reply> retr(std::string_view argument);
  net::Task<Reply> stor(std::string_view argument);
  net::Task<Reply> stou(std::string_view argument);
  net::Task<Reply> upload(Place place, storage::Upload::Wish wish);
  net::Task<Reply> transfer(Transfer::Cargo cargo, std::string words);
  net::Task<Result<void>> watch(std::shared_ptr<Transfer> job);  // an error: nobody is left
  net::Task<Result<void>> heed_during(Transfer& job, std::string line);

  // data_channel.cpp
  net::Task<Reply> eprt(std::string_view argument);
  net::Task<Reply> epsv(std::string_view argument);
  net::Task<Reply> pasv(std::string_view argument);
  net::Task<Reply> port(std::string_view argument);
  [[nodiscard]] Reply aimed_at(const Endpoint& at);
  [[nodiscard]] Result<std::uint16_t> invite();

  net::Task<Reply> feat(std::string_view argument);
  net::Task<Reply> help(std::string_view argument);
  net::Task<Reply> mode(std::string_view argument);
  net::Task<Reply> noop(std::string_view argument);
  net::Task<Reply> not_here(std::string_view argument);
  net::Task<Reply> opts(std::string_view argument);
  net::Task<Reply> quit(std::string_view argument);
  net::Task<Reply> stru(std::string_view argument);
  net::Task<Reply> syst(std::string_view argument);
  net::Task<Reply> type(std::string_view argument);

  [[nodiscard]] bool can_start_tls() const;
  [[nodiscard]] bool has_tls() const { return lines_.stream().tls() != nullptr; }

  net::Lines& lines_;
  std::optional<Visit> visit_;
  Surroundings& around_;

  std::string user_;  // named by USER, until PASS
  bool wants_adat_ = false;
  std::string mechanism_;  // of AUTH
  std::optional<auth::Session> session_;
  bool has_layer_ = false;                   // of GSSAPI
  Protection heard_as_ = Protection::clear;  // the command that is being answered
  bool has_pbsz_ = false;
  std::size_t longest_message_ = longest_protected;
  Protection data_protection_ = Protection::clear;

  Path folder_;
  Type type_ = Type::ascii;
  std::uint64_t restart_ = 0;
  std::optional<Item> renamed_;
  Wanted wanted_;
  std::optional<storage::Files> own_files_;

  Way way_;
  bool only_epsv_ = false;
  std::deque<std::string> held_;  // lines that came during a transfer

  unsigned errors_in_row_ = 0;
  unsigned reins_ = 0;
};

}  // namespace gatehouse::gates::ftp
