// The GSS-API's objects with owners, for the sources of this room.
#pragma once

#include <gssapi/gssapi.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::kerberos {

struct GssFreed {
  void operator()(gss_name_struct* name) const;
  void operator()(gss_cred_id_struct* credential) const;
  void operator()(gss_ctx_id_struct* context) const;
};
using GssName = std::unique_ptr<gss_name_struct, GssFreed>;
using GssCredential = std::unique_ptr<gss_cred_id_struct, GssFreed>;
using GssContext = std::unique_ptr<gss_ctx_id_struct, GssFreed>;

// Bytes that the library gave.
class GssBytes {
 public:
  GssBytes() = default;
  GssBytes(const GssBytes&) = delete;
  GssBytes& operator=(const GssBytes&) = delete;
  ~GssBytes();
  [[nodiscard]] gss_buffer_t out() { return &buffer_; }
  [[nodiscard]] std::string text() const {
    return {static_cast<const char*>(buffer_.value), buffer_.length};
  }

 private:
  gss_buffer_desc buffer_{};
};

// Bytes for the library to read, in a copy of their own: it turns some around where they lie.
class GssInput {
 public:
  explicit GssInput(std::string_view bytes)
      : bytes_(bytes), buffer_{bytes_.size(), bytes_.data()} {}
  GssInput(const GssInput&) = delete;
  GssInput& operator=(const GssInput&) = delete;
  [[nodiscard]] gss_buffer_t in() { return &buffer_; }

 private:
  std::string bytes_;
  gss_buffer_desc buffer_;
};

struct GssStatus {
  OM_uint32 major = GSS_S_COMPLETE;
  OM_uint32 minor = 0;
};

// Why the peer's token was not accepted. malformed: it is none; wrong_password: it proves nothing
// (another key, too old, seen before, altered); unavailable: a fault on our side.
[[nodiscard]] std::unexpected<Error> gss_failed(GssStatus status, std::string_view what);

}  // namespace gatehouse::kerberos
