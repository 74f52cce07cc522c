// A body in chunks (RFC 9112, section 7.1), piece by piece. Strict: lines end with CR LF, sizes are plain
// hexadecimal digits, trailer lines are fields. Extensions and trailers are read over; what they say is of no
// use here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace evo::http {

class ChunkedBody {
 public:
  // `line_bytes_max`: of a line, and of all extensions and trailers together: they are not counted as body.
  explicit ChunkedBody(std::size_t line_bytes_max) : line_bytes_max_(line_bytes_max) {}

  enum class Problem { malformed, too_large };

  // Takes what it can from the front of `bytes` and says how much; the rest has to be given again, with more
  // behind it. Stops at the body's end. `body_bytes_max`: more than that is a problem as soon as it is
  // announced, before there is room for it.
  std::expected<std::size_t, Problem> take(std::string_view bytes, std::size_t body_bytes_max);

  bool done() const { return part_ == Part::end; }
  std::vector<std::uint8_t>& bytes() { return bytes_; }

 private:
  enum class Part { size, data, data_end, trailer, end };

  // The next line without its end; nullopt when it has not come whole.
  std::expected<std::optional<std::string_view>, Problem> next_line(std::string_view bytes) const;
  std::expected<void, Problem> take_size(std::string_view line, std::size_t body_bytes_max);
  std::expected<void, Problem> take_trailer(std::string_view line);

  std::size_t line_bytes_max_;
  Part part_ = Part::size;
  std::size_t left_ = 0;         // Of the chunk.
  std::size_t aside_bytes_ = 0;  // Extensions and trailers so far.
  std::vector<std::uint8_t> bytes_;
};

}  // namespace evo::http
