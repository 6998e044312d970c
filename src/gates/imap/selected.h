// The selected mailbox as its client knows it: message numbers, and the flags it was told. The
// folder itself may be ahead; news() tells the difference.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gates/imap/enabled.h"
#include "gates/imap/fact_store.h"
#include "gates/imap/mailbox_place.h"
#include "gates/imap/sequence_set.h"
#include "mailbox/folder.h"

namespace gatehouse::gates::imap {

class Selected {
 public:
  Selected(std::unique_ptr<mailbox::Folder> folder, bool read_only, Place place = {});

  [[nodiscard]] mailbox::Folder& folder() { return *folder_; }
  [[nodiscard]] const mailbox::Folder& folder() const { return *folder_; }
  [[nodiscard]] bool read_only() const { return read_only_; }
  [[nodiscard]] const Place& place() const { return place_; }
  [[nodiscard]] bool may(Act act) const { return has_all(place_.rights, needed(act).here); }
  void may_do(auth::Letters rights) { place_.rights = std::move(rights); }
  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(told_.size()); }
  [[nodiscard]] mailbox::Uid uid(std::uint32_t number) const { return told_[number - 1].uid; }
  [[nodiscard]] mailbox::Uid largest_uid() const { return told_.empty() ? 0 : told_.back().uid; }
  // Null: it is gone, and its client has not been told yet.
  [[nodiscard]] const mailbox::Message* message(std::uint32_t number) const;

  // The numbers a set means, ascending. nullopt: a message number that is not in use. UIDs that
  // are not in use mean nothing (RFC 3501, section 6.4.8).
  [[nodiscard]] std::optional<std::vector<std::uint32_t>> numbers(const SequenceSet& set,
                                                                  bool by_uid) const;
  [[nodiscard]] std::vector<mailbox::Uid> uids(const std::vector<std::uint32_t>& numbers) const;

  // "$" (RFC 5182): UIDs in any order; those that are gone mean nothing.
  void save(std::vector<mailbox::Uid> uids);
  [[nodiscard]] const std::vector<Range>& saved() const { return saved_; }
  // The UIDs a set of UIDs means.
  [[nodiscard]] std::vector<Range> uid_ranges(const SequenceSet& set) const;
  [[nodiscard]] FactStore& facts() { return facts_; }

  // From now on nothing is said of \Recent (RFC 9051, appendix E).
  void forget_recent() { tells_recent_ = false; }
  // As its client is told of them.
  [[nodiscard]] std::string flags_of(const mailbox::Message& message) const;
  // The answers to SELECT that describe the mailbox (RFC 3501, section 6.3.1).
  [[nodiscard]] std::string description() const;
  // Whether news() would say something, after a folder().refresh() or without.
  [[nodiscard]] bool has_news() const {
    return owes_ || told_revision_ != folder_->revision() || folder_->changed();
  }
  // Untagged answers for all that changed. `may_expunge`: numbers may change now (RFC 3501,
  // section 7.4.1: not during FETCH, STORE and SEARCH).
  [[nodiscard]] std::string news(bool may_expunge, const Enabled& enabled = {});
  // "* 3 FETCH (UID 7 FLAGS (...) MODSEQ (40))"; its message is there.
  [[nodiscard]] std::string flags_line(std::uint32_t number, bool with_modseq) const;
  [[nodiscard]] std::string highest_line() const;
  // Untagged FLAGS when the folder has learnt a keyword.
  [[nodiscard]] std::string keyword_news();
  // Whether the client knows the flags of the message as the folder does.
  [[nodiscard]] bool is_told(std::uint32_t number) const;
  // The client has learnt the flags of the message, as they are, another way.
  void told(std::uint32_t number);

 private:
  struct Told {
    mailbox::Uid uid;
    bool recent;
    mailbox::ModSeq changed;
  };
  [[nodiscard]] std::string expunges(bool as_vanished);
  [[nodiscard]] std::string arrivals();
  [[nodiscard]] std::string changed_flags(bool with_modseq);
  [[nodiscard]] std::string flag_lines() const;
  [[nodiscard]] std::string recent_line() const;

  std::unique_ptr<mailbox::Folder> folder_;
  bool read_only_;
  bool tells_recent_ = true;
  Place place_;
  std::vector<Told> told_;  // by number, from 1
  std::vector<std::string> told_keywords_;
  std::vector<Range> saved_;  // of UIDs
  FactStore facts_;
  std::uint64_t told_revision_;
  bool owes_ = false;  // the folder is ahead of what was told
};

}  // namespace gatehouse::gates::imap
