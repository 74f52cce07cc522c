#include "adapters/http/exchange/message.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace evo::http {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> kMethods{{
    {Method::get, "GET"},
    {Method::head, "HEAD"},
    {Method::post, "POST"},
    {Method::put, "PUT"},
    {Method::patch, "PATCH"},
    {Method::remove, "DELETE"},
    {Method::options, "OPTIONS"},
}};

// Scripts, styles and connections from here only; nobody may frame the pages.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

constexpr std::string_view kInternalText = "Something went wrong here. It has been logged.";
constexpr std::string_view kUnavailableText = "The ladder cannot do this right now. Please try again.";

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Status";
  }
}

enum class PlusIs { plus, space };

Result<std::string> percent_decode(std::string_view text, PlusIs plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus == PlusIs::space) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const auto byte = from_hex(text.substr(i + 1, 2));
      if (!byte || byte->size() != 1) return fail(invalid("the address has a '%' without two hex digits"));
      out += *byte;
      i += 2;
    }
  }
  if (!is_utf8(out)) return fail(invalid("the address is not UTF-8"));
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::ranges::any_of(out, is_control)) return fail(invalid("the address contains control characters"));
  return out;
}

Result<std::vector<std::string>> parse_path(std::string_view path) {
  std::vector<std::string> segments;
  if (path == "/") return segments;
  for (const std::string_view part : split(path.substr(1), '/')) {
    TRY(std::string segment, percent_decode(part, PlusIs::plus));
    if (segment == "." || segment == ".." || segment.find_first_of("/\\") != std::string::npos)
      return fail(invalid("the address contains a path segment that is not allowed"));
    segments.push_back(std::move(segment));
  }
  return segments;
}

}  // namespace

std::string_view to_string(Method method) {
  for (const auto& [value, name] : kMethods)
    if (value == method) return name;
  return "OTHER";
}

Method method_from(std::string_view text) {
  for (const auto& [value, name] : kMethods)
    if (name == text) return value;
  return Method::other;
}

bool is_unsafe(Method method) {
  return method != Method::get && method != Method::head && method != Method::options;
}

std::string Target::path() const {
  std::string text;
  for (const std::string& segment : segments) text += "/" + segment;
  return text.empty() ? "/" : text;
}

std::optional<std::string_view> Target::parameter(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value.empty() ? std::nullopt : std::optional<std::string_view>(value);
  return std::nullopt;
}

Result<Target> parse_target(std::string_view text) {
  if (text.size() > kTargetBytesMax)
    return fail(invalid(fmt::format("the address is longer than {} bytes", kTargetBytesMax)));
  if (text.empty() || text.front() != '/') return fail(invalid("the request target must begin with '/'"));
  Target target;
  const std::size_t question = text.find('?');
  TRY(target.segments, parse_path(text.substr(0, question)));
  if (question == std::string_view::npos) return target;
  for (const std::string_view part : split(text.substr(question + 1), '&')) {
    if (part.empty()) continue;
    if (target.query.size() == kQueryParametersMax)
      return fail(invalid(fmt::format("the address has more than {} parameters", kQueryParametersMax)));
    const std::size_t equals = part.find('=');
    TRY(std::string key, percent_decode(part.substr(0, equals), PlusIs::space));
    std::string value;
    if (equals != std::string_view::npos) {
      TRY(value, percent_decode(part.substr(equals + 1), PlusIs::space));
    }
    target.query.emplace_back(std::move(key), std::move(value));
  }
  return target;
}

std::string_view Request::header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &Header::name);
  return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

std::string_view Request::text() const {
  if (!body || body->empty()) return {};
  return {reinterpret_cast<const char*>(body->data()), body->size()};
}

Response& Response::with(std::string name, std::string value) {
  EVO_ASSERT(value.find_first_of("\r\n") == std::string::npos);
  const auto found = std::ranges::find(headers, name, &Header::name);
  if (found == headers.end()) {
    headers.push_back({std::move(name), std::move(value)});
  } else {
    found->value = std::move(value);
  }
  return *this;
}

std::string_view Response::header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &Header::name);
  return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

std::string_view body_bytes(const Response& response) {
  if (const auto* text = std::get_if<std::string>(&response.body)) return *text;
  if (const auto* view = std::get_if<std::string_view>(&response.body)) return *view;
  const auto* blob = std::get_if<Blob>(&response.body);
  if (blob == nullptr || *blob == nullptr) return {};
  return {reinterpret_cast<const char*>((*blob)->data()), (*blob)->size()};
}

Response json_response(int status, std::string json) {
  Response response{.status = status, .headers = {}, .body = std::move(json)};
  response.with("content-type", "application/json").with("cache-control", "no-store");
  return response;
}

Response text_response(int status, std::string text) {
  Response response{.status = status, .headers = {}, .body = std::move(text)};
  response.with("content-type", "text/plain; charset=utf-8").with("cache-control", "no-store");
  return response;
}

Response empty_response(int status) {
  Response response{.status = status, .headers = {}, .body = std::string()};
  response.with("cache-control", "no-store");
  return response;
}

Response problem(int status, std::string_view kind, std::string_view message) {
  return json_response(status, fmt::format(R"({{"error":{{"kind":{},"message":{}}}}})", json_quote(kind),
                                           json_quote(message)));
}

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return 400;
    case ErrorKind::not_found:
      return 404;
    case ErrorKind::conflict:
      return 409;
    case ErrorKind::forbidden:
      return 403;
    case ErrorKind::busy:
      return 429;
    case ErrorKind::unavailable:
      return 503;
    case ErrorKind::timeout:
      return 504;
    case ErrorKind::internal:
      return 500;
  }
  return 500;
}

Response error_response(const Error& error) {
  std::string_view message = error.message;
  if (error.kind == ErrorKind::internal) message = kInternalText;
  if (error.kind == ErrorKind::unavailable) message = kUnavailableText;
  Response response = problem(status_of(error.kind), evo::to_string(error.kind), message);
  if (error.kind == ErrorKind::busy || error.kind == ErrorKind::unavailable)
    response.with("retry-after", "1");
  return response;
}

std::string json_quote(std::string_view text) {
  std::string clean;
  if (!is_utf8(text)) {
    clean = harmless(text, text.size() * 3);
    text = clean;
  }
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string render_head(const Response& response, const Framing& framing, Time now) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason(response.status));
  const auto add = [&head](std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
  };
  for (const Header& header : response.headers) add(header.name, header.value);
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(now - day));
  constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  add("date",
      fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[std::chrono::weekday(day).c_encoding()],
                  unsigned(date.day()), kMonths[unsigned(date.month()) - 1], int(date.year()),
                  clock.hours().count(), clock.minutes().count(), clock.seconds().count()));
  const bool is_stream = std::holds_alternative<std::shared_ptr<EventStream>>(response.body);
  if (!is_stream && response.status != 204 && response.status != 304)
    add("content-length", fmt::format("{}", body_bytes(response).size()));
  add("connection", framing.keep_alive && !is_stream ? "keep-alive" : "close");
  add("content-security-policy", kContentSecurityPolicy);
  add("x-content-type-options", "nosniff");
  add("referrer-policy", "same-origin");
  add("cross-origin-opener-policy", "same-origin");
  add("cross-origin-resource-policy", "same-origin");
  if (framing.https_only) add("strict-transport-security", "max-age=31536000");
  return head + "\r\n";
}

}  // namespace evo::http
