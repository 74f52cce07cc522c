#include "adapters/http/wire/chunked_body.hpp"

#include <algorithm>
#include <charconv>

namespace evo::http {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kSizeDigitsMax = 15;

// RFC 9110, section 5.6.2.
bool is_token_character(char character) {
  const bool is_letter = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
  const bool is_digit = character >= '0' && character <= '9';
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return is_letter || is_digit || kOthers.find(character) != std::string_view::npos;
}

bool is_control(char character) {
  const auto code = static_cast<unsigned char>(character);
  return (code < 0x20 && character != '\t') || code == 0x7f;
}

}  // namespace

std::expected<std::optional<std::string_view>, ChunkedBody::Problem> ChunkedBody::next_line(
    std::string_view bytes) const {
  const std::size_t end = bytes.find(kLineEnd);
  const std::string_view line = bytes.substr(0, end);
  if (line.size() > line_bytes_max_) return std::unexpected(Problem::malformed);
  if (end == std::string_view::npos) return std::nullopt;
  if (std::ranges::any_of(line, is_control)) return std::unexpected(Problem::malformed);
  return line;
}

std::expected<void, ChunkedBody::Problem> ChunkedBody::take_size(std::string_view line,
                                                                 std::size_t body_bytes_max) {
  std::size_t size = 0;
  const char* const end = line.data() + std::min(line.size(), kSizeDigitsMax);
  const auto [after, problem] = std::from_chars(line.data(), end, size, 16);
  if (problem != std::errc()) return std::unexpected(Problem::malformed);
  const std::string_view rest = line.substr(static_cast<std::size_t>(after - line.data()));
  const std::size_t extension = rest.find_first_not_of(" \t");
  if (extension != std::string_view::npos && rest[extension] != ';')
    return std::unexpected(Problem::malformed);
  aside_bytes_ += rest.size();
  if (aside_bytes_ > line_bytes_max_) return std::unexpected(Problem::malformed);
  if (size > body_bytes_max - std::min(body_bytes_max, bytes_.size()))
    return std::unexpected(Problem::too_large);
  left_ = size;
  part_ = size == 0 ? Part::trailer : Part::data;
  return {};
}

std::expected<void, ChunkedBody::Problem> ChunkedBody::take_trailer(std::string_view line) {
  if (line.empty()) {
    part_ = Part::end;
    return {};
  }
  aside_bytes_ += line.size();
  const std::string_view name = line.substr(0, line.find(':'));
  const bool is_field =
      !name.empty() && name.size() < line.size() && std::ranges::all_of(name, is_token_character);
  if (!is_field || aside_bytes_ > line_bytes_max_) return std::unexpected(Problem::malformed);
  return {};
}

std::expected<std::size_t, ChunkedBody::Problem> ChunkedBody::take(std::string_view bytes,
                                                                   std::size_t body_bytes_max) {
  std::size_t taken = 0;
  while (!done() && taken < bytes.size()) {
    const std::string_view rest = bytes.substr(taken);
    if (part_ == Part::data) {
      const std::size_t here = std::min(left_, rest.size());
      bytes_.insert(bytes_.end(), rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(here));
      taken += here;
      left_ -= here;
      if (left_ == 0) part_ = Part::data_end;
      continue;
    }
    if (part_ == Part::data_end) {
      if (!kLineEnd.starts_with(rest.substr(0, kLineEnd.size()))) return std::unexpected(Problem::malformed);
      if (rest.size() < kLineEnd.size()) break;
      taken += kLineEnd.size();
      part_ = Part::size;
      continue;
    }
    const auto found = next_line(rest);
    if (!found) return std::unexpected(found.error());
    if (!*found) break;
    const std::string_view line = **found;
    const auto understood = part_ == Part::size ? take_size(line, body_bytes_max) : take_trailer(line);
    if (!understood) return std::unexpected(understood.error());
    taken += line.size() + kLineEnd.size();
  }
  return taken;
}

}  // namespace evo::http
