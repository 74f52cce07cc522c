#include "adapters/http/wire/request_parser.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/vector_body.hpp>
#include <fmt/format.h>

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
  explicit State(std::size_t header_bytes) : header_bytes_max(header_bytes) {
    parser.header_limit(static_cast<std::uint32_t>(header_bytes_max));
    parser.body_limit(boost::none);
    parser.eager(false);
  }

  std::optional<Response> read_head();

  beast_http::request_parser<beast_http::vector_body<std::uint8_t>> parser;
  std::size_t header_bytes_max;
  std::size_t body_bytes_max = 0;
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
  return std::nullopt;
}

RequestParser::RequestParser(std::size_t header_bytes_max)
    : state_(std::make_unique<State>(header_bytes_max)) {}
RequestParser::~RequestParser() = default;
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser& RequestParser::operator=(RequestParser&&) noexcept = default;

std::expected<std::size_t, Response> RequestParser::take(std::string_view bytes) {
  auto& parser = state_->parser;
  std::size_t taken = 0;
  while (!parser.is_done() && taken < bytes.size()) {
    // Before the parser makes room for as much as the client says.
    if (head_done() && body_length().value_or(0) > state_->body_bytes_max)
      return std::unexpected(too_large(state_->body_bytes_max));
    const bool was_in_head = !parser.is_header_done();
    const std::size_t left = bytes.size() - taken;
    boost::system::error_code error;
    taken += parser.put(boost::asio::const_buffer(bytes.data() + taken, left), error);
    if (error == beast_http::error::need_more) {
      // Outside the head only chunk extensions and trailers wait for a line's end; they get as much room as
      // headers.
      if (bytes.size() - taken > state_->header_bytes_max)
        return std::unexpected(bad_request("a line is too long"));
      break;
    }
    if (error == beast_http::error::header_limit) {
      return std::unexpected(
          problem(431, "too_large", fmt::format("the headers exceed {} bytes", state_->header_bytes_max)));
    }
    if (error) return std::unexpected(bad_request(error.message()));
    if (was_in_head && parser.is_header_done()) {
      if (auto refusal = state_->read_head()) return std::unexpected(*std::move(refusal));
      break;
    }
    if (parser.get().body().size() > state_->body_bytes_max)
      return std::unexpected(too_large(state_->body_bytes_max));
  }
  return taken;
}

bool RequestParser::head_done() const { return state_->parser.is_header_done(); }
bool RequestParser::done() const { return state_->parser.is_done(); }
Request& RequestParser::request() { return state_->request; }
bool RequestParser::keep_alive() const { return state_->parser.keep_alive(); }

bool RequestParser::expects_continue() const { return state_->expects_continue; }

std::optional<std::uint64_t> RequestParser::body_length() const {
  if (state_->parser.is_done()) return 0;
  const auto length = state_->parser.content_length();
  return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

void RequestParser::limit_body(std::size_t bytes_max) { state_->body_bytes_max = bytes_max; }

Blob RequestParser::body() {
  EVO_ASSERT(done());
  return std::make_shared<const std::vector<std::uint8_t>>(std::move(state_->parser.get().body()));
}

Response too_large(std::size_t bytes_max) {
  return problem(413, "too_large", fmt::format("the body is larger than {} bytes", bytes_max));
}

}  // namespace evo::http
