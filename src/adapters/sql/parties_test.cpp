// Parties and invitations.
#include <gmock/gmock.h>

#include "adapters/sql/test_world.hpp"

namespace evo::sql {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PartiesTest : public StoreTest {
 protected:
  PartiesTest() {
    for (const char* name : {"Alice", "Bobby", "Carol", "David"}) people.push_back(add_player(name));
  }

  Party party_of(std::vector<PlayerId> members) {
    Party party;
    party.leader = members.front();
    party.created_at = kStart;
    for (const PlayerId member : members)
      party.members.push_back({member, {}, kStart + std::chrono::seconds(party.members.size())});
    return party;
  }
  Party insert(Party party) {
    party.id = must(write([&](Tx& tx) { return tx.parties().insert(party); }));
    return party;
  }
  std::optional<Party> find(PlayerId player) {
    return must(read([&](Tx& tx) { return tx.parties().find_of(player); }));
  }
  Invitation invite(PlayerId from, PlayerId to, Duration open_for) {
    Invitation invitation{{}, from, to, world.clock.now(), world.clock.now() + open_for};
    invitation.id = must(write([&](Tx& tx) { return tx.parties().invite(invitation); }));
    return invitation;
  }
  std::vector<Invitation> open_of(PlayerId player) {
    return must(read([&](Tx& tx) { return tx.parties().invitations(player); }));
  }
  bool close(const Invitation& invitation, InvitationState state) {
    return must(write([&](Tx& tx) { return tx.parties().close(invitation.id, state); }));
  }

  std::vector<PlayerId> people;
};
EVO_STORE_SUITE(PartiesTest);

TEST_P(PartiesTest, AreFoundByEachOfTheirMembers) {
  Party party = party_of({people[2], people[0], people[1]});
  party.members[1].vetoes = {"ruby_rock", "sylphid"};
  party = insert(party);
  for (const PlayerId member : {people[0], people[1], people[2]}) EXPECT_EQ(find(member), party);
  EXPECT_EQ(find(people[3]), std::nullopt);
}

TEST_P(PartiesTest, NobodyIsInTwo) {
  const Party party = insert(party_of({people[0], people[1]}));
  EXPECT_EQ(kind_of(write([&](Tx& tx) { return tx.parties().insert(party_of({people[2], people[1]})); })),
            ErrorKind::conflict);
  EXPECT_EQ(find(people[2]), std::nullopt) << "nothing is left of the refused one";
  Party other = insert(party_of({people[2], people[3]}));
  const Party before = other;
  other.members.push_back({people[0], {}, kStart});
  EXPECT_EQ(kind_of(write([&](Tx& tx) { return tx.parties().update(other); })), ErrorKind::conflict);
  EXPECT_EQ(find(people[2]), before);
  EXPECT_EQ(find(people[0]), party);
}

TEST_P(PartiesTest, ChangeTheirLeaderAndEnd) {
  Party party = insert(party_of({people[0], people[1], people[2]}));
  party.leader = people[1];
  party.members.erase(party.members.begin());
  party.members[1].vetoes = {"sylphid"};
  must(write([&](Tx& tx) { return tx.parties().update(party); }));
  EXPECT_EQ(find(people[0]), std::nullopt);
  EXPECT_EQ(find(people[2]), party);
  party.members.clear();
  must(write([&](Tx& tx) { return tx.parties().update(party); }));
  EXPECT_EQ(find(people[1]), std::nullopt);
  EXPECT_EQ(find(people[2]), std::nullopt);
  EXPECT_EQ(find(insert(party_of({people[2], people[0]})).leader)->members.size(), 2u);
}

TEST_P(PartiesTest, InvitationsAreSeenFromBothEndsWhileTheyAreOpen) {
  const Invitation first = invite(people[0], people[1], std::chrono::minutes(10));
  const Invitation second = invite(people[2], people[1], std::chrono::minutes(5));
  EXPECT_THAT(open_of(people[1]), ElementsAre(first, second));
  EXPECT_THAT(open_of(people[0]), ElementsAre(first));
  EXPECT_THAT(open_of(people[3]), IsEmpty());
  world.clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(invite(people[0], people[1], std::chrono::minutes(30)).id, first.id) << "it is there already";
  EXPECT_THAT(open_of(people[0]), ElementsAre(first)) << "and stays what it was";
  EXPECT_NE(invite(people[1], people[0], std::chrono::minutes(1)).id, first.id) << "the other way round";
  world.clock.advance(std::chrono::minutes(4));
  EXPECT_THAT(open_of(people[1]), ElementsAre(first)) << "the second has expired";
  EXPECT_FALSE(close(second, InvitationState::accepted));
  EXPECT_NE(invite(people[2], people[1], std::chrono::minutes(5)).id, second.id) << "a new one";
}

TEST_P(PartiesTest, AnInvitationIsAnsweredOnce) {
  const Invitation invitation = invite(people[0], people[1], std::chrono::minutes(10));
  EXPECT_TRUE(close(invitation, InvitationState::declined));
  EXPECT_FALSE(close(invitation, InvitationState::accepted));
  EXPECT_THAT(open_of(people[1]), IsEmpty());
  const Invitation again = invite(people[0], people[1], std::chrono::minutes(10));
  EXPECT_NE(again.id, invitation.id);
  EXPECT_TRUE(close(again, InvitationState::accepted));
  EXPECT_FALSE(close({InvitationId{99}, people[0], people[1], kStart, kStart}, InvitationState::accepted));
}

}  // namespace
}  // namespace evo::sql
