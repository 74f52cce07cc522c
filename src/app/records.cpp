#include "app/records.hpp"

#include "base/enum_text.hpp"

namespace evo {
namespace {

constexpr EnumText<Role, 4> kRoles{
    {{Role::player, "player"}, {Role::caster, "caster"}, {Role::staff, "staff"}, {Role::owner, "owner"}}};
constexpr EnumText<ReplayStatus, 3> kReplayStatuses{{{ReplayStatus::pending, "pending"},
                                                     {ReplayStatus::judged, "judged"},
                                                     {ReplayStatus::unreadable, "unreadable"}}};
constexpr EnumText<JobKind, 1> kJobKinds{{{JobKind::parse_replay, "parse_replay"}}};
constexpr EnumText<NoticeKind, 18> kNoticeKinds{{{NoticeKind::match_found, "match_found"},
                                                 {NoticeKind::match_confirmed, "match_confirmed"},
                                                 {NoticeKind::match_reported, "match_reported"},
                                                 {NoticeKind::match_finished, "match_finished"},
                                                 {NoticeKind::match_conflict, "match_conflict"},
                                                 {NoticeKind::match_cancelled, "match_cancelled"},
                                                 {NoticeKind::match_resolved, "match_resolved"},
                                                 {NoticeKind::replay_judged, "replay_judged"},
                                                 {NoticeKind::announcement, "announcement"},
                                                 {NoticeKind::referral_used, "referral_used"},
                                                 {NoticeKind::queue_alert, "queue_alert"},
                                                 {NoticeKind::party_invited, "party_invited"},
                                                 {NoticeKind::party_declined, "party_declined"},
                                                 {NoticeKind::party_joined, "party_joined"},
                                                 {NoticeKind::party_left, "party_left"},
                                                 {NoticeKind::party_dissolved, "party_dissolved"},
                                                 {NoticeKind::queue_started, "queue_started"},
                                                 {NoticeKind::queue_cancelled, "queue_cancelled"}}};
constexpr EnumText<InvitationState, 3> kInvitationStates{{{InvitationState::open, "open"},
                                                          {InvitationState::accepted, "accepted"},
                                                          {InvitationState::declined, "declined"}}};

}  // namespace

std::string_view to_string(Role role) { return text_of(kRoles, role); }
std::optional<Role> role_from(std::string_view text) { return value_of(kRoles, text); }
std::string_view to_string(ReplayStatus status) { return text_of(kReplayStatuses, status); }
std::optional<ReplayStatus> replay_status_from(std::string_view text) {
  return value_of(kReplayStatuses, text);
}
std::string_view to_string(JobKind kind) { return text_of(kJobKinds, kind); }
std::optional<JobKind> job_kind_from(std::string_view text) { return value_of(kJobKinds, text); }
std::string_view to_string(NoticeKind kind) { return text_of(kNoticeKinds, kind); }
std::optional<NoticeKind> notice_kind_from(std::string_view text) { return value_of(kNoticeKinds, text); }

std::string_view to_string(InvitationState state) { return text_of(kInvitationStates, state); }

}  // namespace evo
