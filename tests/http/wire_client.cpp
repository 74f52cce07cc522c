#include "http/wire_client.hpp"

#include <charconv>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/assert.hpp"

namespace evo::http_test {
namespace {

constexpr int kPatienceSeconds = 10;

}  // namespace

std::string Answer::header(std::string_view name) const {
  const std::string key = "\r\n" + std::string(name) + ": ";
  const std::size_t start = head.find(key);
  if (start == std::string::npos) return {};
  const std::size_t value = start + key.size();
  return head.substr(value, head.find("\r\n", value) - value);
}

WireClient::WireClient(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  EVO_ASSERT(socket_ >= 0);
  const timeval patience{.tv_sec = kPatienceSeconds, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EVO_ASSERT(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
}

WireClient::WireClient(WireClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}

WireClient::~WireClient() {
  if (socket_ >= 0) ::close(socket_);
}

bool WireClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool WireClient::fill() {
  char chunk[16 << 10];
  const ssize_t count = ::recv(socket_, chunk, sizeof chunk, 0);
  if (count <= 0) return false;
  buffer_.append(chunk, static_cast<std::size_t>(count));
  return true;
}

std::optional<std::string> WireClient::read_until(std::string_view end) {
  std::size_t at = 0;
  while ((at = buffer_.find(end)) == std::string::npos)
    if (!fill()) return std::nullopt;
  std::string text = buffer_.substr(0, at + end.size());
  buffer_.erase(0, text.size());
  return text;
}

std::optional<Answer> WireClient::receive(bool head_only) {
  auto head = read_until("\r\n\r\n");
  if (!head) return std::nullopt;
  Answer answer{.status = 0, .head = *std::move(head), .body = {}};
  std::from_chars(answer.head.data() + 9, answer.head.data() + 12, answer.status);
  std::size_t length = 0;
  const std::string text = answer.header("content-length");
  std::from_chars(text.data(), text.data() + text.size(), length);
  if (head_only) length = 0;
  while (buffer_.size() < length)
    if (!fill()) return std::nullopt;
  answer.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return answer;
}

bool WireClient::closed() {
  char byte = 0;
  return buffer_.empty() && ::recv(socket_, &byte, 1, 0) == 0;
}

void WireClient::shut_down_sending() { ::shutdown(socket_, SHUT_WR); }

std::string get(std::string_view target, std::string_view more_headers) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more_headers) +
         "\r\n";
}

}  // namespace evo::http_test
