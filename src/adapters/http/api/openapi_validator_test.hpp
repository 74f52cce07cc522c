// Validator: whether a value has the shape that a schema of the OpenAPI document promises.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "adapters/http/api/service.hpp"

namespace evo::http {

using Json = nlohmann::json;

// The document, read once.
inline const Json& document() {
  static const Json json = Json::parse(openapi_json());
  return json;
}

// The part of JSON Schema that the document uses. Returns problems as "path: what".
class Validator {
 public:
  std::vector<std::string> check(const Json& schema, const Json& value) {
    problems_.clear();
    visit(schema, value, "$");
    return problems_;
  }

 private:
  void visit(const Json& schema, const Json& value, const std::string& path) {
    if (schema.contains("$ref")) {
      const auto pointer = schema["$ref"].get<std::string>().substr(1);
      visit(document().at(Json::json_pointer(pointer)), value, path);
      return;
    }
    if (schema.contains("oneOf")) check_one_of(schema["oneOf"], value, path);
    if (schema.contains("type") && !has_type(schema["type"], value)) {
      problems_.push_back(fmt::format("{}: {} is not of type {}", path, value.dump(), schema["type"].dump()));
      return;
    }
    if (schema.contains("enum") && std::ranges::find(schema["enum"], value) == schema["enum"].end())
      problems_.push_back(fmt::format("{}: {} is not in {}", path, value.dump(), schema["enum"].dump()));
    if (schema.contains("minimum") && value.is_number() && value < schema["minimum"])
      problems_.push_back(fmt::format("{}: {} is too small", path, value.dump()));
    if (value.is_object()) check_object(schema, value, path);
    if (value.is_array() && schema.contains("items"))
      for (std::size_t i = 0; i < value.size(); ++i)
        visit(schema["items"], value[i], fmt::format("{}[{}]", path, i));
  }

  void check_one_of(const Json& choices, const Json& value, const std::string& path) {
    int fitting = 0;
    std::vector<std::string> reasons;
    for (const Json& choice : choices) {
      Validator one;
      const auto problems = one.check(choice, value);
      fitting += problems.empty();
      reasons.insert(reasons.end(), problems.begin(), problems.end());
    }
    if (fitting == 1) return;
    problems_.push_back(fmt::format("{}: fits {} of oneOf", path, fitting));
    for (const std::string& reason : reasons) problems_.push_back("  " + path + " " + reason);
  }

  void check_object(const Json& schema, const Json& value, const std::string& path) {
    const Json properties = schema.value("properties", Json::object());
    for (const Json& name : schema.value("required", Json::array()))
      if (!value.contains(name)) problems_.push_back(fmt::format("{}: {} is missing", path, name.dump()));
    for (const auto& [name, member] : value.items()) {
      const std::string member_path = path + "." + name;
      if (properties.contains(name)) {
        visit(properties[name], member, member_path);
      } else if (schema.contains("additionalProperties")) {
        const Json& more = schema["additionalProperties"];
        if (more == false) problems_.push_back(member_path + ": is not in the schema");
        if (more.is_object()) visit(more, member, member_path);
      }
    }
  }

  static bool has_type(const Json& type, const Json& value) {
    if (type.is_array())
      return std::ranges::any_of(type, [&](const Json& one) { return has_type(one, value); });
    if (type == "null") return value.is_null();
    if (type == "boolean") return value.is_boolean();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    if (type == "string") return value.is_string();
    if (type == "array") return value.is_array();
    return type == "object" && value.is_object();
  }

  std::vector<std::string> problems_;
};

// One line a problem; empty: it fits.
inline std::string problems_of(const Json& schema, const Json& value) {
  std::string all;
  for (const std::string& problem : Validator().check(schema, value)) all += problem + "\n";
  return all;
}

}  // namespace evo::http
