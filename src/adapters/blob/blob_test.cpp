#include "adapters/blob/blob.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "base/hash.hpp"

namespace evo {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

Blob blob_of(std::string_view text) {
  return std::make_shared<const std::vector<std::uint8_t>>(text.begin(), text.end());
}
std::string digest_of(const Blob& blob) { return to_hex(sha256(*blob)); }

class Scratch {
 public:
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "evoladder-blob-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    path_ = pattern;
  }
  ~Scratch() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

template <class T>
T run(Task<T> task) {
  asio::io_context io;
  std::optional<T> answer;
  asio::co_spawn(io, std::move(task), [&](std::exception_ptr thrown, T value) {
    EXPECT_FALSE(thrown);
    answer.emplace(std::move(value));
  });
  io.run();
  return std::move(answer).value();
}

template <class T>
ErrorKind kind_of(const Result<T>& result) {
  EXPECT_FALSE(result.has_value());
  return result.has_value() ? ErrorKind::internal : result.error().kind;
}

// --- The contract, for both stores
// -----------------------------------------------------------------------------------

struct DirectoryFixture {
  Scratch scratch;
  asio::thread_pool pool{1};
  std::unique_ptr<DirectoryBlobStore> owned =
      DirectoryBlobStore::open(scratch.path() / "blobs", pool).value();
  BlobStore& store = *owned;
};
struct MemoryFixture {
  MemoryBlobStore owned;
  BlobStore& store = owned;
};

template <class Fixture>
class BlobStoreTest : public testing::Test {
 protected:
  Fixture fixture_;
  BlobStore& store_ = fixture_.store;
};
using Stores = testing::Types<DirectoryFixture, MemoryFixture>;
TYPED_TEST_SUITE(BlobStoreTest, Stores);

TYPED_TEST(BlobStoreTest, GivesBackWhatWasPut) {
  const Blob blob = blob_of("a replay");
  const std::string digest = digest_of(blob);
  EXPECT_FALSE(run(this->store_.exists(digest)).value());
  EXPECT_EQ(kind_of(run(this->store_.fetch(digest))), ErrorKind::not_found);
  ASSERT_TRUE(run(this->store_.put(digest, blob)));
  ASSERT_TRUE(run(this->store_.put(digest, blob))) << "putting twice changes nothing";
  EXPECT_TRUE(run(this->store_.exists(digest)).value());
  EXPECT_EQ(*run(this->store_.fetch(digest)).value(), *blob);
  ASSERT_TRUE(run(this->store_.remove(digest)));
  ASSERT_TRUE(run(this->store_.remove(digest))) << "removing what is not there succeeds";
  EXPECT_FALSE(run(this->store_.exists(digest)).value());
}

TYPED_TEST(BlobStoreTest, KeepsEmptyAndLargeBlobs) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{3} << 20}) {
    const Blob blob = std::make_shared<const std::vector<std::uint8_t>>(size, std::uint8_t{7});
    const std::string digest = digest_of(blob);
    ASSERT_TRUE(run(this->store_.put(digest, blob)));
    EXPECT_EQ(*run(this->store_.fetch(digest)).value(), *blob);
  }
}

TYPED_TEST(BlobStoreTest, RefusesForeignDigests) {
  const Blob blob = blob_of("a replay");
  const std::string other = digest_of(blob_of("another"));
  EXPECT_EQ(kind_of(run(this->store_.put(other, blob))), ErrorKind::invalid);
  EXPECT_FALSE(run(this->store_.exists(other)).value());
}

TYPED_TEST(BlobStoreTest, RefusesNamesThatAreNoDigests) {
  const Blob blob = blob_of("a replay");
  std::string upper = digest_of(blob);
  upper[0] = 'A';
  for (const std::string& name :
       {std::string(), std::string("../../etc/passwd"), upper, std::string(63, 'a'), std::string(65, 'a'),
        "../" + std::string(61, 'a'), std::string(64, '\0')}) {
    EXPECT_EQ(kind_of(run(this->store_.put(name, blob))), ErrorKind::invalid) << name;
    EXPECT_EQ(kind_of(run(this->store_.fetch(name))), ErrorKind::invalid) << name;
    EXPECT_EQ(kind_of(run(this->store_.exists(name))), ErrorKind::invalid) << name;
    EXPECT_EQ(kind_of(run(this->store_.remove(name))), ErrorKind::invalid) << name;
  }
}

// --- The directory
// -----------------------------------------------------------------------------------------------------

class DirectoryBlobStoreTest : public testing::Test {
 protected:
  std::unique_ptr<DirectoryBlobStore> open(std::size_t bytes_max = DirectoryBlobStore::kBlobBytesMax) {
    return DirectoryBlobStore::open(folder_, pool_, bytes_max).value();
  }
  fs::path path_of(const std::string& digest) const { return folder_ / digest.substr(0, 2) / digest; }
  void overwrite(const std::string& digest, std::string_view text) const {
    std::ofstream(path_of(digest), std::ios::binary | std::ios::trunc) << text;
  }
  std::size_t incoming_files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_ / "incoming"), fs::directory_iterator()));
  }

  Scratch scratch_;
  fs::path folder_ = scratch_.path() / "var" / "blobs";
  asio::thread_pool pool_{2};
  const Blob blob_ = blob_of("a replay");
  const std::string digest_ = digest_of(blob_);
};

TEST_F(DirectoryBlobStoreTest, ShardsByTheFirstTwoDigitsAndLeavesNothingBehind) {
  const auto store = open();
  ASSERT_TRUE(run(store->put(digest_, blob_)));
  EXPECT_TRUE(fs::is_regular_file(path_of(digest_)));
  EXPECT_EQ(incoming_files(), 0u);
}

TEST_F(DirectoryBlobStoreTest, OutlivesItsProcess) {
  ASSERT_TRUE(run(open()->put(digest_, blob_)));
  EXPECT_EQ(*run(open()->fetch(digest_)).value(), *blob_);
}

TEST_F(DirectoryBlobStoreTest, NoticesDamageAndIsRepairedByAnotherPut) {
  const auto store = open();
  for (const std::string_view damaged : {"A replay", "a repla", "", "a replay and more"}) {
    ASSERT_TRUE(run(store->put(digest_, blob_)));
    overwrite(digest_, damaged);
    const Result<Blob> fetched = run(store->fetch(digest_));
    EXPECT_EQ(kind_of(fetched), ErrorKind::internal) << damaged;
    EXPECT_NE(fetched.error().message.find(digest_), std::string::npos);
  }
  ASSERT_TRUE(run(store->put(digest_, blob_)));
  EXPECT_EQ(*run(store->fetch(digest_)).value(), *blob_);
}

TEST_F(DirectoryBlobStoreTest, NeverFollowsALinkOutOfTheFolder) {
  const auto store = open();
  fs::create_directories(path_of(digest_).parent_path());
  std::ofstream(scratch_.path() / "secret", std::ios::binary) << "a replay";
  fs::create_symlink(scratch_.path() / "secret", path_of(digest_));
  EXPECT_EQ(kind_of(run(store->fetch(digest_))), ErrorKind::unavailable);
  EXPECT_FALSE(run(store->exists(digest_)).value());
}

TEST_F(DirectoryBlobStoreTest, RefusesWhatIsLargerThanItsLimit) {
  const auto store = open(4);
  EXPECT_EQ(kind_of(run(store->put(digest_, blob_))), ErrorKind::invalid);
  ASSERT_TRUE(run(open()->put(digest_, blob_)));
  EXPECT_EQ(kind_of(run(store->fetch(digest_))), ErrorKind::internal);
}

TEST_F(DirectoryBlobStoreTest, OpeningRemovesOldLeftoversOnly) {
  open();
  for (const char* name : {"old", "young"}) std::ofstream(folder_ / "incoming" / name) << "half a rep";
  fs::last_write_time(
      folder_ / "incoming" / "old",
      fs::file_time_type::clock::now() - DirectoryBlobStore::kLeftoverAge - std::chrono::minutes(1));
  open();
  EXPECT_FALSE(fs::exists(folder_ / "incoming" / "old"));
  EXPECT_TRUE(fs::exists(folder_ / "incoming" / "young"));
}

TEST_F(DirectoryBlobStoreTest, FailureToWriteLeavesNoTemporaryFile) {
  const auto store = open();
  fs::create_directories(path_of(digest_) / "in the way");
  EXPECT_EQ(kind_of(run(store->put(digest_, blob_))), ErrorKind::unavailable);
  EXPECT_EQ(incoming_files(), 0u);
}

TEST_F(DirectoryBlobStoreTest, OpeningAFolderThatCannotBeNamesIt) {
  std::ofstream(scratch_.path() / "file") << "x";
  const auto opened = DirectoryBlobStore::open(scratch_.path() / "file" / "blobs", pool_);
  EXPECT_EQ(kind_of(opened), ErrorKind::unavailable);
  EXPECT_NE(opened.error().message.find((scratch_.path() / "file").string()), std::string::npos);
}

TEST_F(DirectoryBlobStoreTest, ManyPutsOfTheSameBlobAtOnceAllSucceed) {
  const auto store = open();
  asio::io_context io;
  int succeeded = 0;
  for (int i = 0; i < 20; ++i)
    asio::co_spawn(io, store->put(digest_, blob_),
                   [&](std::exception_ptr, Result<void> put) { succeeded += put.has_value() ? 1 : 0; });
  io.run();
  EXPECT_EQ(succeeded, 20);
  EXPECT_EQ(*run(store->fetch(digest_)).value(), *blob_);
}

// --- The memory
// ------------------------------------------------------------------------------------------------------

TEST(MemoryBlobStore, RefusesMoreThanItMayHold) {
  MemoryBlobStore store(10);
  const Blob first = blob_of("12345678");
  const Blob second = blob_of("abc");
  ASSERT_TRUE(run(store.put(digest_of(first), first)));
  EXPECT_EQ(kind_of(run(store.put(digest_of(second), second))), ErrorKind::busy);
  ASSERT_TRUE(run(store.remove(digest_of(first))));
  EXPECT_TRUE(run(store.put(digest_of(second), second)));
  EXPECT_EQ(store.size(), 1u);
}

}  // namespace
}  // namespace evo
