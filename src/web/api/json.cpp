#include "web/api/json.h"

#include <algorithm>
#include <boost/json.hpp>
#include <boost/json/src.hpp>  // no library to link
#include <chrono>
#include <optional>
#include <utility>
#include <variant>

#include "base/base64.h"

namespace gatehouse::web::api {
namespace {

namespace json = boost::json;
using settings::Value;

constexpr std::string_view data_mark = "data:;base64,";

json::string_view seen(std::string_view text) { return {text.data(), text.size()}; }

std::string time_text(const settings::TimeStamp& stamp) {
  using namespace std::chrono;
  const auto day = floor<days>(stamp.at);
  const year_month_day date(day);
  const hh_mm_ss time(stamp.at - day);
  const auto digits = [](auto number, std::size_t width) {
    auto text = std::to_string(static_cast<long long>(number));
    return std::string(width - std::min(width, text.size()), '0') + text;
  };
  return digits(static_cast<int>(date.year()), 4) + "-" +
         digits(static_cast<unsigned>(date.month()), 2) + "-" +
         digits(static_cast<unsigned>(date.day()), 2) + "T" + digits(time.hours().count(), 2) +
         ":" + digits(time.minutes().count(), 2) + ":" + digits(time.seconds().count(), 2) + "Z";
}

json::value json_of(const Value& value);

struct ToJson {
  json::value operator()(const std::string& text) const { return json::string(seen(text)); }
  json::value operator()(const settings::Dictionary& dictionary) const {
    json::object object;
    for (const auto& [key, value] : dictionary) object.emplace(seen(key), json_of(value));
    return object;
  }
  json::value operator()(const settings::Array& all) const {
    json::array array;
    for (const auto& value : all) array.push_back(json_of(value));
    return array;
  }
  json::value operator()(const settings::Number& number) const { return number.value; }
  json::value operator()(const settings::Data& data) const {
    return json::string(seen(std::string(data_mark) + to_base64(data.bytes)));
  }
  json::value operator()(const settings::TimeStamp& stamp) const {
    return json::string(seen(time_text(stamp)));
  }
  json::value operator()(const settings::Address& address) const {
    const auto host = address.address.text();
    if (address.port == 0) return json::string(seen(host));
    return json::string(seen("[" + host + "]:" + std::to_string(address.port)));
  }
  json::value operator()(settings::Null) const { return nullptr; }
};

json::value json_of(const Value& value) { return std::visit(ToJson{}, value.held()); }

Value text_value(std::string_view text) {
  if (text.starts_with(data_mark))
    if (auto bytes = from_base64(text.substr(data_mark.size())))
      return settings::Data{std::move(*bytes)};
  return Value(text);
}

// The parser has limited the depth. nullopt: a number that is not whole.
std::optional<Value> value_of(const json::value& from);

std::optional<Value> array_of(const json::array& from) {
  settings::Array array;
  for (const auto& each : from) {
    auto value = value_of(each);
    if (!value) return std::nullopt;
    array.push_back(std::move(*value));
  }
  return array;
}

std::optional<Value> dictionary_of(const json::object& from) {
  settings::Dictionary dictionary;
  for (const auto& each : from) {
    auto value = value_of(each.value());
    if (!value) return std::nullopt;
    dictionary.emplace(std::string(each.key().data(), each.key().size()), std::move(*value));
  }
  return dictionary;
}

std::optional<Value> value_of(const json::value& from) {
  switch (from.kind()) {
    case json::kind::null:
      return settings::Null{};
    case json::kind::bool_:
      return Value(from.get_bool() ? "YES" : "NO");
    case json::kind::int64:
      return settings::Number{from.get_int64()};
    case json::kind::uint64:
    case json::kind::double_:
      return std::nullopt;
    case json::kind::string:
      return text_value({from.get_string().data(), from.get_string().size()});
    case json::kind::array:
      return array_of(from.get_array());
    case json::kind::object:
      return dictionary_of(from.get_object());
  }
  std::unreachable();
}

}  // namespace

std::string to_json(const Value& value) { return json::serialize(json_of(value)); }

std::string json_string(std::string_view text) {
  return json::serialize(json::value(json::string(seen(text))));
}

Result<Value> from_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = deepest_json;
  json::error_code wrong;
  const auto parsed = json::parse(seen(text), wrong, {}, options);
  if (wrong) return fail(ErrorCode::malformed, "This is not JSON: " + wrong.message());
  auto value = value_of(parsed);
  if (!value) return fail(ErrorCode::malformed, "Numbers have to be whole");
  return std::move(*value);
}

}  // namespace gatehouse::web::api
