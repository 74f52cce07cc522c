// MemoryBlobStore: the same contract in memory, for simulations and tests. Never suspends and never fails on
// its own.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "app/ports/blob_store.hpp"

namespace evo {

class MemoryBlobStore final : public BlobStore {
 public:
  static constexpr std::size_t kAllBytesMax = 1u << 30;

  // Errors of put(): busy when all blobs together would exceed `all_bytes_max`.
  explicit MemoryBlobStore(std::size_t all_bytes_max = kAllBytesMax) : all_bytes_max_(all_bytes_max) {}

  Task<Result<void>> put(std::string sha256, Blob bytes) override;
  Task<Result<Blob>> fetch(std::string sha256) override;
  Task<Result<bool>> exists(std::string sha256) override;
  Task<Result<void>> remove(std::string sha256) override;

  std::size_t size() const { return blobs_.size(); }

 private:
  std::size_t all_bytes_max_;
  std::size_t all_bytes_ = 0;
  std::map<std::string, Blob, std::less<>> blobs_;
};

}  // namespace evo
