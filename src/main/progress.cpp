#include "main/progress.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace evo {
namespace {

constexpr std::size_t kBarWidth = 30;
constexpr auto kRedrawInterval = std::chrono::milliseconds(100);

}  // namespace

Progress::Progress(std::string_view what, std::size_t total)
    : what_(what), total_(total), terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (!terminal_ || total_ == 0) return;
  draw();
  fmt::print(stderr, "\n");
}

void Progress::advance(std::size_t done) {
  done_ = done;
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || now - drawn_ < kRedrawInterval) return;
  drawn_ = now;
  draw();
}

void Progress::draw() {
  const std::size_t filled = total_ == 0 ? 0 : kBarWidth * done_ / total_;
  fmt::print(stderr, "\r[{:#<{}}{:.<{}}] {}/{} {} ", "", filled, "", kBarWidth - filled, done_, total_,
             what_);
  std::fflush(stderr);
}

}  // namespace evo
