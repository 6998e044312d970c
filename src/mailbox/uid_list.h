// Which file has which UID, and what changed when: the text file `gatehouse-uids` in a Maildir.
//
//   gatehouse-uids 2
//   written 3                                       how often the whole file was
//   validity 1764547200
//   mailbox 5f1d6c0a9be34d27a1c8e0f7                RFC 8474: MAILBOXID
//   next 18
//   highest 40                                      the last mod-sequence given (RFC 7162)
//   forgotten 12                                    UIDs that vanished up to here are not known
//   keyword $Forwarded                              the first is letter `a` in file names, ...
//   gone 31 5:9                                     these UIDs vanished, at mod-sequence 31
//   17 5120 1764547300 40 cur/1764547299.M1P2Q3.host,S=5120,W=5120:2,S
//                                                   uid, size, received, mod-sequence, file
//   at 17 41 cur/1764547299.M1P2Q3.host,S=5120,W=5120:2,FS
//                                                   its file, and its flags, are these now
//   stamps 1764547300000000000 1764547301000000000 0     of new/ and cur/ when all this was true
//
// What changes is appended; now and then the file is written anew (uid_list_file.h). Format 1 had
// lines `uid size received base` and nothing of mod-sequences; it is read on. Size and time are
// kept here because a message never changes: an open folder need not look at each file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mailbox/message.h"

namespace gatehouse::mailbox {

class UidList {
 public:
  // The last changes of new/ and cur/, in nanoseconds since 1970, when the list was as the disk.
  struct Stamps {
    std::int64_t arrivals = 0;
    std::int64_t current = 0;
    std::int64_t unsure = 0;  // since when somebody else's change may be hidden in them; 0: none is
    bool operator==(const Stamps&) const = default;
  };
  struct File {
    std::string_view name;  // until the list changes
    bool arrived;           // in new/, else in cur/
  };

  UidList() = default;
  UidList(std::uint32_t validity, std::string id) : validity_(validity), id_(std::move(id)) {}
  // damaged: with the line number.
  [[nodiscard]] static Result<UidList> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  // Further whole lines, as another session has added them.
  [[nodiscard]] Result<void> apply(std::string_view lines);

  [[nodiscard]] std::uint32_t validity() const { return validity_; }
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] Uid next() const { return next_; }
  [[nodiscard]] ModSeq highest() const { return highest_; }
  [[nodiscard]] const std::vector<std::string>& keywords() const { return keywords_; }
  [[nodiscard]] const Stamps& stamps() const { return stamps_; }
  [[nodiscard]] const std::vector<Message>& messages() const { return messages_; }  // by UID
  [[nodiscard]] std::optional<std::size_t> find(Uid uid) const;
  [[nodiscard]] File file(std::size_t index) const;
  [[nodiscard]] std::string path(std::size_t index) const;  // "cur/…"
  // UIDs that vanished after `since`, ascending. nullopt: not known any more.
  [[nodiscard]] std::optional<std::vector<UidRange>> vanished_since(ModSeq since) const;

  void name_mailbox(std::string id) { id_ = std::move(id); }  // one of format 1 has none
  void count_writing() { ++writings_; }                       // text() will be another

  // --- changes; unsaved() says them

  // Changes from here on get a mod-sequence larger than any before.
  void begin_change() { changing_ = highest_ + 1; }
  // Gives every keyword a letter; true: the list has grown. too_long: there are no letters left.
  [[nodiscard]] Result<bool> know(const std::vector<std::string>& wanted);
  // The next UID for a new file. too_long: there are no more (RFC 3501, 2.3.1.1).
  [[nodiscard]] Result<Uid> add(std::uint64_t size, Time received, File file);
  // The message's file is this now; its mod-sequence grows when its flags are others.
  void place(std::size_t index, File file);
  void vanish(const std::vector<Uid>& uids);  // ascending; those not there are passed over
  void saw(const Stamps& stamps);
  void doubt_arrivals() { saw({0, stamps_.current, stamps_.unsure}); }  // new/ will be looked at
  void mark_recent(std::size_t index) { messages_[index].recent = true; }
  void keep_recent_of(const UidList& before);

  [[nodiscard]] const std::string& unsaved() const { return unsaved_; }
  void saved() { unsaved_.clear(); }

 private:
  struct Place {
    std::uint32_t begin;  // in names_
    std::uint16_t size;   // 0: the message is gone
    bool arrived;
  };
  struct Vanished {
    ModSeq changed;
    UidRange uids;
  };

  [[nodiscard]] bool apply_line(std::string_view line);
  [[nodiscard]] bool apply_header(std::string_view word, std::string_view rest);
  [[nodiscard]] bool apply_message(std::string_view line);
  [[nodiscard]] bool apply_old_message(std::string_view line);
  [[nodiscard]] bool apply_place(std::string_view rest);
  [[nodiscard]] bool apply_gone(std::string_view rest);
  [[nodiscard]] bool append(Message message, File file);
  [[nodiscard]] bool store_name(Place& place, File file);
  void note_gone(ModSeq changed, UidRange uids);
  void drop_gone();
  void relabel();

  std::uint64_t writings_ = 0;
  std::uint32_t validity_ = 0;
  std::string id_;
  Uid next_ = 1;
  ModSeq highest_ = 1;
  ModSeq forgotten_ = 0;
  ModSeq changing_ = 2;
  std::vector<std::string> keywords_;
  std::vector<Vanished> vanished_;  // by mod-sequence
  std::vector<Message> messages_;
  std::vector<Place> places_;  // as messages_
  std::string names_;
  Stamps stamps_;
  bool some_are_gone_ = false;
  std::string unsaved_;
};

}  // namespace gatehouse::mailbox
