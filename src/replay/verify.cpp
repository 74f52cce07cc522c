#include "replay/verify.hpp"

#include <fmt/format.h>

#include "replay/archive.hpp"
#include "replay/attributes.hpp"
#include "replay/canonical.hpp"
#include "replay/details.hpp"
#include "replay/event_stream.hpp"
#include "replay/lobby.hpp"
#include "replay/replay_header.hpp"

namespace evo::replay {
namespace {

bool is_missing(const Result<Member>& member) {
  return !member && member.error().kind == ErrorKind::not_found;
}

// Offline games leave members that are empty: as good as none.
Result<> check(const Result<Member>& member, auto&& read) {
  if (is_missing(member)) return {};
  if (!member) return fail(member.error());
  if (!member->bytes().empty()) CHECK_OK(read(member->bytes()));
  return {};
}

Result<Member> read_either(Archive& archive, const MemberName& name, const MemberName& otherwise) {
  const bool fallback = !archive.contains(name) && archive.contains(otherwise);
  return archive.read(fallback ? otherwise : name);
}

Result<> check_members(Archive& archive, const ReplayHeader& header, const protocol::Layout& layout) {
  TRY(const Member details, read_either(archive, "replay.details", "replay.details.backup"));
  CHECK_OK(read_details(details.bytes(), layout));
  CHECK_OK(check(read_either(archive, "replay.initData", "replay.initData.backup"),
                 [&](Bytes bytes) { return read_lobby(bytes, layout); }));
  return check(archive.read("replay.attributes.events"),
               [&](Bytes bytes) { return read_attributes(bytes, header.base_build); });
}

Result<std::uint64_t> count_events(Bytes member, StreamKind kind, const protocol::Layout& layout,
                                   std::uint32_t game_loops) {
  std::uint64_t events = 0;
  const auto pass = [&events](const EventHead&, auto&) { return ++events, Next::skip; };
  switch (kind) {
    case StreamKind::game:
      CHECK_OK(each_bit_event(member, game_stream(layout, game_loops), pass));
      break;
    case StreamKind::message:
      CHECK_OK(each_bit_event(member, message_stream(layout, game_loops), pass));
      break;
    case StreamKind::tracker:
      CHECK_OK(each_tracker_event(member, tracker_stream(layout), pass));
      break;
  }
  return events;
}

}  // namespace

Result<Verified> verify(Bytes file) {
  TRY(Archive archive, Archive::open(file));
  TRY(const ReplayHeader header, read_header(archive.header()));
  Verified verified;
  verified.base_build = header.base_build;
  const protocol::Layout& layout =
      protocol::layout_for(header.base_build, header.build, verified.protocol_exact);
  CHECK_OK(blaming_build(check_members(archive, header, layout), header));
  for (const StreamKind kind : {StreamKind::game, StreamKind::message, StreamKind::tracker}) {
    const Result<Member> member = read_stream(archive, kind);
    if (is_missing(member) && kind != StreamKind::game) continue;
    if (!member) return fail(member.error());
    TRY(const std::uint64_t events,
        blaming_build(count_events(member->bytes(), kind, layout, header.game_loops), header));
    verified.events += events;
  }
  return verified;
}

}  // namespace evo::replay
