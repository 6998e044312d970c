#include "gates/http/media_types.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace gatehouse::gates::http {
namespace {

constexpr MediaType unknown{"", "application/octet-stream", false};

// No script: a page of ours that was tricked into naming one finds none on this server.
constexpr std::array table{
    MediaType{"css", "text/css; charset=utf-8"},
    MediaType{"csv", "text/csv; charset=utf-8", false},
    MediaType{"gif", "image/gif"},
    MediaType{"htm", "text/html; charset=utf-8"},
    MediaType{"html", "text/html; charset=utf-8"},
    MediaType{"ico", "image/x-icon"},
    MediaType{"ics", "text/calendar; charset=utf-8", false},
    MediaType{"jpeg", "image/jpeg"},
    MediaType{"jpg", "image/jpeg"},
    MediaType{"mp3", "audio/mpeg"},
    MediaType{"mp4", "video/mp4"},
    MediaType{"ogg", "audio/ogg"},
    MediaType{"pdf", "application/pdf", false},
    MediaType{"png", "image/png"},
    MediaType{"svg", "image/svg+xml"},
    MediaType{"txt", "text/plain; charset=utf-8"},
    MediaType{"vcf", "text/vcard; charset=utf-8", false},
    MediaType{"webm", "video/webm"},
    MediaType{"webp", "image/webp"},
    MediaType{"zip", "application/zip", false},
};
static_assert(std::ranges::is_sorted(table, {}, &MediaType::extension));

}  // namespace

const MediaType& media_type_of(std::string_view file_name) {
  const auto dot = file_name.rfind('.');
  if (dot == file_name.npos) return unknown;
  const auto row =
      std::ranges::find(table, lower_case(file_name.substr(dot + 1)), &MediaType::extension);
  return row == table.end() ? unknown : *row;
}

}  // namespace gatehouse::gates::http
