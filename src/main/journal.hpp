// Journal: a file of everything the ladder has acknowledged to simulated players, written outside of its
// store, so that a test can kill the program at any moment and ask afterwards whether a promise was broken.
#pragma once

#include <string>

#include "base/result.hpp"
#include "main/config.hpp"
#include "sim/population.hpp"

namespace evo {

class Journal {
 public:
  // Appends to `path`. Errors: unavailable.
  static Result<Journal> open(const std::string& path);
  Journal(Journal&& other) noexcept;
  Journal& operator=(Journal&&) = delete;
  ~Journal();

  // One line, handed to the operating system before it returns: it survives the end of this process.
  void append(const sim::Acknowledged& entry);

 private:
  explicit Journal(int file) : file_(file) {}
  int file_;
};

// Looks every line up in the store. The value is the exit code: 1 when one is missing.
int check_journal(const Config& config, const std::string& path);

}  // namespace evo
