// One data connection from its opening to its end: a file or a list goes out, or a file comes in.
// Runs beside the session (net/companion.h), which may end it with abort().
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "gates/ftp/grammar.h"
#include "gates/ftp/replies.h"
#include "gates/ftp/text_lines.h"
#include "gates/shared/service.h"
#include "gates/shared/visit.h"
#include "net/invitation.h"
#include "storage/files.h"
#include "storage/upload.h"

namespace gatehouse::gates::ftp {

enum class Protection { clear, safe, tls, gss };  // of data; safe: GSSAPI without encryption

constexpr std::size_t longest_protected = std::size_t{64} << 10U;  // PBSZ we agree to

// How the data connection comes about: the client is waited for, or called.
using Way = std::variant<std::monostate, net::Invitation, Endpoint>;

class Transfer {
 public:
  using Cargo = std::variant<std::string, storage::Reader, storage::Upload>;
  struct Plan {
    Way way;
    IpAddress client;  // the only one that may connect
    Protection protection = Protection::clear;
    Type type = Type::image;
    std::size_t longest_message = longest_protected;  // of a protected piece
    Cargo cargo;
  };
  // `around` and `visit` outlive it; `visit` is used only for a GSSAPI layer.
  Transfer(Surroundings& around, Visit& visit, net::Stream& control, Plan plan);

  [[nodiscard]] static net::Task<void> run(std::shared_ptr<Transfer> transfer);
  void abort();  // from its loop; it ends soon
  [[nodiscard]] bool was_aborted() const { return aborted_; }
  [[nodiscard]] std::uint64_t moved() const { return moved_; }     // bytes so far
  [[nodiscard]] const Reply& outcome() const { return outcome_; }  // once it has run

 private:
  net::Task<Reply> carry();
  net::Task<Result<void>> connect();
  net::Task<Result<void>> send_text(std::string_view text);
  net::Task<Result<void>> send_file(storage::Reader& file);
  net::Task<Result<void>> send_piece(std::string_view piece);
  net::Task<Result<void>> send_end();
  net::Task<Result<void>> receive(storage::Upload& upload);
  net::Task<Result<std::string>> next_piece();  // empty: the end
  net::Task<Result<std::string>> next_plain();
  net::Task<Result<std::string>> next_protected();
  net::Task<Result<void>> read_exactly(std::string& bytes);
  [[nodiscard]] bool by_gss() const;

  Surroundings& around_;
  Visit& visit_;
  boost::asio::any_io_executor loop_;
  Plan plan_;
  std::optional<net::Stream> data_;
  TextOut out_;
  TextIn in_;
  std::uint64_t moved_ = 0;
  bool aborted_ = false;
  bool ended_ = false;  // no more comes in
  Reply outcome_ = reply(451, "Try again later");
};

}  // namespace gatehouse::gates::ftp
