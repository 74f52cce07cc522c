// The table of routes below /api/v1 as data: which method and path exist, who may call them, what body they
// take and which rate limit they draw on. The router, the OpenAPI document's test and Allow headers all read
// this one table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/exchange/message.hpp"
#include "app/task.hpp"

namespace evo::http {

class Service;
struct Call;

enum class Auth {
  none,      // The session is not even looked up.
  optional,  // Works for strangers too.
  player,    // 401 without a session.
  staff,     // 403 for others; commands check it again.
};
enum class BodyRule { none, json, replay };
enum class Budget { read, write, upload, sign_in };

using Handler = Task<Response> (Service::*)(Call);

struct Route {
  Method method;
  std::string_view pattern;  // Below /api/v1: "/matches/{id}/report"; each {name} is a row's id.
  Auth auth;
  BodyRule body;
  Budget budget;
  Handler handler;
};

std::span<const Route> routes();

struct RouteMatch {
  const Route* route = nullptr;  // Null: no route for this method.
  std::vector<std::string> parameters;
  std::vector<Method> allowed;  // Methods of this path; empty: no such path.
};

// `segments` of the path below /api/v1. HEAD finds the route of GET.
RouteMatch find_route(Method method, std::span<const std::string> segments);

// A row's id in a path: a whole number from 1 that fits 63 bits. Errors: invalid.
Result<std::int64_t> parse_id(std::string_view text);

// "GET, HEAD, POST"
std::string allow_header(const std::vector<Method>& methods);

}  // namespace evo::http
