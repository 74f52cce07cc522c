// DirectoryBlobStore: one file a blob, at <folder>/<first two hex digits>/<all 64 hex digits>.
//
// A file appears whole or not at all, and what put() has answered survives a power cut: bytes go to
// <folder>/incoming, are synced, renamed into place, and the folder is synced. Several processes may share
// the folder. Disk work runs on the pool given; put() and fetch() hold a whole blob in memory, so callers
// bound how many run at once.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include <boost/asio/thread_pool.hpp>

#include "app/ports/blob_store.hpp"

namespace evo {

class DirectoryBlobStore final : public BlobStore {
 public:
  static constexpr std::size_t kBlobBytesMax = 64u << 20;
  // Files in `incoming` older than this belong to a process that died; younger ones may belong to a living
  // neighbour.
  static constexpr std::chrono::hours kLeftoverAge{1};

  // Creates the folder where it is missing, proves that it can be written and removes leftovers. Blocks: for
  // start-up. Errors: unavailable, naming the path and what to do.
  static Result<std::unique_ptr<DirectoryBlobStore>> open(const std::filesystem::path& folder,
                                                          boost::asio::thread_pool& pool,
                                                          std::size_t blob_bytes_max = kBlobBytesMax);

  Task<Result<void>> put(std::string sha256, Blob bytes) override;
  Task<Result<Blob>> fetch(std::string sha256) override;
  Task<Result<bool>> exists(std::string sha256) override;
  Task<Result<void>> remove(std::string sha256) override;

 private:
  DirectoryBlobStore(std::filesystem::path folder, boost::asio::thread_pool& pool, std::size_t blob_bytes_max)
      : folder_(std::move(folder)), pool_(pool), blob_bytes_max_(blob_bytes_max) {}

  std::filesystem::path folder_;
  boost::asio::thread_pool& pool_;
  std::size_t blob_bytes_max_;
};

}  // namespace evo
