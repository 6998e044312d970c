#include "web/api/openapi.h"

#include "base/text.h"
#include "web/api/json.h"

namespace gatehouse::web::api {
namespace {

using settings::Array;
using settings::Dictionary;
using settings::Value;

Value any_of_shape(const Item& item) {
  switch (item.shape) {
    case Shape::any:
      return Dictionary{};
    case Shape::list:
      return Dictionary{{"type", "array"}, {"items", Dictionary{}}};
    case Shape::dictionary:
      return Dictionary{{"type", "object"}, {"additionalProperties", Dictionary{}}};
    case Shape::flag:
      return Dictionary{{"type", "boolean"}};
    case Shape::choice: {
      Array words;
      for (const auto& word : item.choices) words.emplace_back(word);
      return Dictionary{{"type", "string"}, {"enum", std::move(words)}};
    }
  }
  std::unreachable();
}

void collect(const Sequence& items, bool needed, Dictionary& members, Array& required) {
  for (const auto& item : items) {
    for (const auto& inner : item.inner) collect(inner, false, members, required);
    if (!item.inner.empty()) continue;
    members.insert_or_assign(item.member, any_of_shape(item));
    if (needed && item.shape != Shape::flag) required.emplace_back(item.member);
  }
}

Dictionary reference(std::string_view name) {
  return {{"$ref", "#/components/responses/" + std::string(name)}};
}

Dictionary responses() {
  return {{"200", reference("Done")},    {"400", reference("Refused")},
          {"401", reference("Refused")}, {"403", reference("Refused")},
          {"404", reference("Refused")}, {"409", reference("Refused")},
          {"503", reference("Refused")}};
}

Dictionary request_of(const Dictionary& members, const Array& required) {
  Dictionary schema{{"type", "object"}, {"properties", members}};
  if (!required.empty()) schema.insert_or_assign("required", required);
  return {{"content", Dictionary{{"application/json", Dictionary{{"schema", std::move(schema)}}}}}};
}

Array parameters_of(const Dictionary& members) {
  Array parameters;
  for (const auto& [name, schema] : members)
    parameters.emplace_back(Dictionary{{"name", name}, {"in", "query"}, {"schema", schema}});
  return parameters;
}

Dictionary operation(const Verb& verb, const Dictionary& members, const Array& required, bool get) {
  Dictionary made{{"operationId", (get ? "get_" : "") + lower_case(verb.name)},
                  {"summary", verb.help},
                  {"responses", responses()}};
  if (!verb.needs.empty())
    made.insert_or_assign("description", "Needs the right " + verb.needs + ".");
  if (get && !members.empty()) made.insert_or_assign("parameters", parameters_of(members));
  if (!get) made.insert_or_assign("requestBody", request_of(members, required));
  return made;
}

Dictionary answer(std::string_view what, Dictionary members) {
  Dictionary schema{{"type", "object"}, {"properties", std::move(members)}};
  return {{"description", what},
          {"content", Dictionary{{"application/json", Dictionary{{"schema", std::move(schema)}}}}}};
}

Dictionary components() {
  const Dictionary text{{"type", "string"}};
  const Dictionary number{{"type", "integer"}};
  Dictionary error{{"type", "object"},
                   {"properties", Dictionary{{"code", number}, {"message", text}}}};
  return {
      {"responses",
       Dictionary{{"Done", answer("It is done; the answer, where there is one",
                                  {{"result", Dictionary{}}})},
                  {"Refused", answer("It is not done, and why", {{"error", std::move(error)}})}}},
      {"securitySchemes",
       Dictionary{{"basic", Dictionary{{"type", "http"}, {"scheme", "basic"}}},
                  {"token", Dictionary{{"type", "http"}, {"scheme", "bearer"}}}}}};
}

}  // namespace

std::string openapi(const std::vector<Verb>& verbs, std::string_view version) {
  Dictionary paths;
  for (const auto& verb : verbs) {
    Dictionary members;
    Array required;
    collect(verb.items, true, members, required);
    Dictionary path{{"post", operation(verb, members, required, false)}};
    if (verb.reads) path.insert_or_assign("get", operation(verb, members, required, true));
    paths.insert_or_assign("/" + verb.name, std::move(path));
  }
  const Array ways{Dictionary{{"basic", Array{}}}, Dictionary{{"token", Array{}}}};
  auto text = to_json(Dictionary{{"openapi", "3.1.0"},
                                 {"info", Dictionary{{"title", "Gatehouse"}, {"version", version}}},
                                 {"servers", Array{Dictionary{{"url", "/api/v1"}}}},
                                 {"security", ways},
                                 {"paths", std::move(paths)},
                                 {"components", components()}});
  return text;
}

}  // namespace gatehouse::web::api
