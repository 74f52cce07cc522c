// BlobStore: files by their SHA-256. Putting what is there already changes nothing, so every method may be
// repeated.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/task.hpp"
#include "base/result.hpp"

namespace evo {

using Blob = std::shared_ptr<const std::vector<std::uint8_t>>;

class BlobStore {
 public:
  virtual ~BlobStore() = default;
  // `sha256` is the lower-case hex digest of the bytes; the adapter checks it. Errors: unavailable, invalid.
  virtual Task<Result<void>> put(std::string sha256, Blob bytes) = 0;
  // Errors: not_found, unavailable; internal when the stored bytes do not match their name.
  virtual Task<Result<Blob>> fetch(std::string sha256) = 0;
  virtual Task<Result<bool>> exists(std::string sha256) = 0;
  // Removing what is not there succeeds.
  virtual Task<Result<void>> remove(std::string sha256) = 0;
};

}  // namespace evo
