#include "replay/levels.hpp"

#include "replay/archive.hpp"
#include "replay/attributes.hpp"
#include "replay/details.hpp"
#include "replay/game_metadata.hpp"
#include "replay/lobby.hpp"

namespace evo::replay {
namespace {

constexpr std::size_t kPrologueBytes = 16;
constexpr std::uint32_t kMagic = 0x1B51504D;  // "MPQ\x1B"

std::uint32_t word_at(Bytes bytes, std::size_t offset) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value |= std::uint32_t{bytes[offset + i]} << (8 * i);
  return value;
}

class Reading {
 public:
  Reading(Archive& archive, EventValues& values, EventVisitor& visitor)
      : archive_(archive), values_(values), visitor_(visitor) {}

  Result<Extent> read_all() {
    TRY(const ReplayHeader header, read_header(archive_.header()));
    bool exact = false;
    const protocol::Layout& layout = protocol::layout_for(header.base_build, header.build, exact);
    CHECK_OK(read_members(layout, header.base_build));
    CHECK_OK(read_stream("replay.message.events", [&](Bytes member) {
      return visit_bit_events(member, message_stream(layout, header.game_loops), values_,
                              counted(Stream::message));
    }));
    CHECK_OK(read_stream("replay.tracker.events", [&](Bytes member) {
      return visit_tracker_events(member, tracker_stream(layout), values_, counted(Stream::tracker));
    }));
    CHECK_OK(read_stream("replay.game.events", [&](Bytes member) {
      return visit_bit_events(member, game_stream(layout, header.game_loops), values_, counted(Stream::game));
    }));
    return extent_;
  }

 private:
  struct Counted {
    Reading& reading;
    Stream stream;

    void operator()(const Event& event) const {
      ++reading.extent_.events;
      reading.visitor_.on_event(stream, event);
    }
  };
  Counted counted(Stream stream) { return {*this, stream}; }

  Result<Member> read_either(const MemberName& name, const MemberName& otherwise) {
    const bool fallback = !archive_.contains(name) && archive_.contains(otherwise);
    Result<Member> member = archive_.read(fallback ? otherwise : name);
    if (member) extent_.inflated_bytes += member->bytes().size();
    return member;
  }
  // What the summary can do without may be broken here too.
  Result<> read_members(const protocol::Layout& layout, std::uint32_t base_build) {
    TRY(const Member details, read_either("replay.details", "replay.details.backup"));
    CHECK_OK(read_details(details.bytes(), layout));
    if (const auto lobby = read_either("replay.initData", "replay.initData.backup"))
      (void)read_lobby(lobby->bytes(), layout);
    if (const auto attributes = read_either("replay.attributes.events", "replay.attributes.events"))
      (void)read_attributes(attributes->bytes(), base_build);
    if (const auto metadata = read_either("replay.gamemetadata.json", "replay.gamemetadata"))
      (void)read_game_metadata(metadata->bytes());
    return {};
  }
  template <class Read>
  Result<> read_stream(const MemberName& name, Read&& read) {
    if (!archive_.contains(name)) return {};
    TRY(const Member member, read_either(name, name));
    return read(member.bytes());
  }
  Archive& archive_;
  EventValues& values_;
  EventVisitor& visitor_;
  Extent extent_;
};

}  // namespace

Result<ReplayHeader> header_of(Bytes beginning) {
  if (beginning.size() < kPrologueBytes || word_at(beginning, 0) != kMagic)
    return fail(invalid("this is not a replay: the file does not begin with MPQ user data"));
  const std::size_t size = word_at(beginning, 12);
  if (size > beginning.size() - kPrologueBytes)
    return fail(invalid("replay header: it reaches beyond the beginning of the file"));
  return read_header(beginning.subspan(kPrologueBytes, size));
}

Result<Extent> visit_replay(Bytes file, EventValues& values, EventVisitor& visitor) {
  TRY(Archive archive, Archive::open(file));
  return Reading(archive, values, visitor).read_all();
}

}  // namespace evo::replay
