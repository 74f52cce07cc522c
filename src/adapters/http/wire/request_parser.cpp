#include "adapters/http/wire/request_parser.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <fmt/format.h>

#include "adapters/http/wire/chunked_body.hpp"
#include "base/assert.hpp"
#include "base/text.hpp"

namespace evo::http {
namespace {

namespace beast_http = boost::beast::http;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

Response bad_request(std::string_view problem_text) {
  return problem(400, "invalid", fmt::format("the request is not valid HTTP: {}", problem_text));
}

}  // namespace

struct RequestParser::State {
  explicit State(std::size_t header_bytes) : header_bytes_max(header_bytes), chunks(header_bytes) {
    parser.header_limit(static_cast<std::uint32_t>(header_bytes_max));
    parser.body_limit(boost::none);
    parser.eager(false);
  }

  std::expected<std::size_t, Response> take_head(std::string_view bytes);
  std::expected<std::size_t, Response> take_body(std::string_view bytes);
  std::optional<Response> read_head();
  bool done() const;

  // Of the head only: bodies in chunks that nobody would send end its process.
  beast_http::request_parser<beast_http::empty_body> parser;
  std::size_t header_bytes_max;
  std::size_t body_bytes_max = 0;
  std::uint64_t body_length = 0;      // As the head says; not of chunks.
  std::vector<std::uint8_t> counted;  // The body so far, not of chunks.
  ChunkedBody chunks;
  bool expects_continue = false;
  Request request;
};

// Copies the finished head out of the parser; the response when it must be refused.
std::optional<Response> RequestParser::State::read_head() {
  const auto& message = parser.get();
  auto target = parse_target(view(message.target()));
  if (!target) return error_response(target.error());
  request.target = *std::move(target);
  request.method = method_from(view(message.method_string()));
  int hosts = 0;
  for (const auto& field : message) {
    request.headers.push_back({lower_ascii(view(field.name_string())), std::string(view(field.value()))});
    hosts += request.headers.back().name == "host";
  }
  if (hosts > 1 || (hosts == 0 && message.version() >= 11))
    return bad_request("there must be one Host header");
  expects_continue = lower_ascii(request.header("expect")) == "100-continue";
  const std::string_view coding = request.header("transfer-encoding");
  if (!coding.empty() && lower_ascii(coding) != "chunked")
    return problem(501, "invalid", "the only transfer coding known here is 'chunked'");
  if (parser.chunked() && message.version() < 11) return bad_request("HTTP/1.0 knows no chunks");
  body_length = parser.content_length().value_or(0);
  return std::nullopt;
}

bool RequestParser::State::done() const {
  if (!parser.is_header_done()) return false;
  return parser.chunked() ? chunks.done() : counted.size() == body_length;
}

std::expected<std::size_t, Response> RequestParser::State::take_head(std::string_view bytes) {
  boost::system::error_code error;
  const std::size_t taken = parser.put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  if (error == beast_http::error::need_more) return taken;
  if (error == beast_http::error::header_limit) {
    return std::unexpected(
        problem(431, "too_large", fmt::format("the headers exceed {} bytes", header_bytes_max)));
  }
  if (error) return std::unexpected(bad_request(error.message()));
  if (parser.is_header_done()) {
    if (auto refusal = read_head()) return std::unexpected(*std::move(refusal));
  }
  return taken;
}

std::expected<std::size_t, Response> RequestParser::State::take_body(std::string_view bytes) {
  if (parser.chunked()) {
    const auto taken = chunks.take(bytes, body_bytes_max);
    if (taken) return *taken;
    if (taken.error() == ChunkedBody::Problem::too_large) return std::unexpected(too_large(body_bytes_max));
    return std::unexpected(bad_request("bad chunk"));
  }
  // Before there is room for as much as the client says.
  if (body_length > body_bytes_max) return std::unexpected(too_large(body_bytes_max));
  const std::size_t here = std::min(bytes.size(), static_cast<std::size_t>(body_length) - counted.size());
  counted.insert(counted.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(here));
  return here;
}

RequestParser::RequestParser(std::size_t header_bytes_max)
    : state_(std::make_unique<State>(header_bytes_max)) {}
RequestParser::~RequestParser() = default;
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser& RequestParser::operator=(RequestParser&&) noexcept = default;

std::expected<std::size_t, Response> RequestParser::take(std::string_view bytes) {
  if (done() || bytes.empty()) return 0;
  return head_done() ? state_->take_body(bytes) : state_->take_head(bytes);
}

bool RequestParser::head_done() const { return state_->parser.is_header_done(); }
bool RequestParser::done() const { return state_->done(); }
Request& RequestParser::request() { return state_->request; }
bool RequestParser::keep_alive() const { return state_->parser.keep_alive(); }

bool RequestParser::expects_continue() const { return state_->expects_continue; }

std::optional<std::uint64_t> RequestParser::body_length() const {
  if (state_->parser.chunked()) return std::nullopt;
  return state_->body_length;
}

void RequestParser::limit_body(std::size_t bytes_max) { state_->body_bytes_max = bytes_max; }

Blob RequestParser::body() {
  EVO_ASSERT(done());
  return std::make_shared<const std::vector<std::uint8_t>>(
      std::move(state_->parser.chunked() ? state_->chunks.bytes() : state_->counted));
}

Response too_large(std::size_t bytes_max) {
  return problem(413, "too_large", fmt::format("the body is larger than {} bytes", bytes_max));
}

}  // namespace evo::http
