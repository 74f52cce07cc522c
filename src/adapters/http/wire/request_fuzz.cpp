// Bytes as a client could send them, cut into pieces, and every JSON body through every codec.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "adapters/http/api/body_json.hpp"
#include "adapters/http/wire/request_parser.hpp"
#include "support/fuzz.hpp"

namespace {

void parse_bodies(std::string_view body) {
  (void)evo::http::parse_guest(body);
  (void)evo::http::parse_profile(body);
  (void)evo::http::parse_join(body);
  (void)evo::http::parse_claim(body);
  (void)evo::http::parse_resolution(body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kBodyMax = 512;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  parse_bodies(bytes);
  evo::http::RequestParser parser(1024);
  const std::size_t step = size == 0 ? 1 : 1 + bytes[0] % 61u;
  std::string buffer;
  for (std::size_t at = 0; at < size && !parser.done(); at += step) {
    buffer += bytes.substr(at, step);
    for (bool moved = true; moved && !parser.done();) {
      const auto taken = parser.take(buffer);
      if (!taken) return 0;
      buffer.erase(0, *taken);
      if (parser.head_done()) parser.limit_body(kBodyMax);
      moved = *taken > 0;
    }
  }
  if (parser.done() && parser.body()->size() > kBodyMax) std::abort();
  return 0;
}

std::vector<evo::fuzz::Input> fuzz_seeds() {
  return {evo::fuzz::text_input("GET /api/v1/leaderboard?limit=5 HTTP/1.1\r\nHost: ladder\r\n\r\n"),
          evo::fuzz::text_input("POST /api/v1/queue HTTP/1.1\r\nHost: ladder\r\nContent-Length: 16\r\n\r\n"
                                R"({"races":["BZ"]})"),
          evo::fuzz::text_input("POST /api/v1/guests HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                                "5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n"),
          evo::fuzz::text_input(R"({"name":"Huntress","races":["BZ","SP"]})")};
}
