// Progress: one line on a terminal that says how far long work has come; silent where nobody looks.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace evo {

class Progress {
 public:
  // `what` is what is counted: "replays read".
  Progress(std::string_view what, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void advance(std::size_t done);

 private:
  void draw();

  std::string what_;
  std::size_t total_;
  std::size_t done_ = 0;
  bool terminal_;
  std::chrono::steady_clock::time_point drawn_{};
};

}  // namespace evo
