#include "web/user/qr.h"

#include <qrencode.h>

#include <cstddef>
#include <memory>
#include <string>

#include "base/secret.h"

namespace gatehouse::web::user {
namespace {

constexpr int margin = 4;  // modules around it (ISO/IEC 18004)
constexpr unsigned char dark = 1;

struct Free {
  void operator()(QRcode* code) const {
    const auto width = static_cast<std::size_t>(code->width);
    wipe(code->data, width * width);
    QRcode_free(code);
  }
};

// Runs of dark modules, line by line.
std::string path_of(const QRcode& code) {
  std::string path;
  const unsigned char* module = code.data;
  for (int y = 0; y < code.width; ++y)
    for (int x = 0; x < code.width; ++x, ++module)
      if ((*module & dark) != 0)
        path += "M" + std::to_string(x + margin) + " " + std::to_string(y + margin) + "h1v1h-1z";
  return path;
}

}  // namespace

Html qr_code(std::string_view text, std::string_view title) {
  std::string terminated(text);
  const WipeAtEnd wiped(terminated);
  const std::unique_ptr<QRcode, Free> code(
      QRcode_encodeString8bit(terminated.c_str(), 0, QR_ECLEVEL_M));
  if (!code) return {};
  auto path = path_of(*code);
  const WipeAtEnd wiped_path(path);
  const auto size = std::to_string(code->width + 2 * margin);
  return "<p><svg role=\"img\" width=\"240\" height=\"240\" viewBox=\"0 0 " + text_of(size) + " " +
         text_of(size) + "\" shape-rendering=\"crispEdges\">\n<title>" + text_of(title) +
         "</title>\n<path fill=\"#fff\" d=\"M0 0h" + text_of(size) + "v" + text_of(size) +
         "H0z\"/>\n<path fill=\"#000\" d=\"" + text_of(path) + "\"/>\n</svg></p>\n";
}

}  // namespace gatehouse::web::user
