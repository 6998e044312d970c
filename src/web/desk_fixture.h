// A desk for tests: what each command answers is said beforehand, what was asked is kept.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/run_task.h"
#include "web/page.h"

namespace gatehouse::web {

class ScriptedDesk final : public Desk {
 public:
  // `data` as INLINE would show it; a line that was not announced is answered 512.
  void answers(std::string_view line, std::string_view data) {
    replies_.insert_or_assign(std::string(line), auth::CommandReply{201, "OK", std::string(data)});
  }
  void does(std::string_view line, std::string_view words = "OK") {
    replies_.insert_or_assign(std::string(line), auth::CommandReply{200, std::string(words), {}});
  }
  void refuses(std::string_view line, int code, std::string_view words) {
    replies_.insert_or_assign(std::string(line), auth::CommandReply{code, std::string(words), {}});
  }
  [[nodiscard]] const std::vector<std::string>& asked() const { return asked_; }

  net::Task<Answer> command(Secret line) override {
    asked_.emplace_back(line.reveal());
    const auto found = replies_.find(asked_.back());
    if (found == replies_.end())
      co_return Answer{.code = 512, .words = "not announced: " + asked_.back()};
    co_return answer_of(found->second);
  }
  net::Task<auth::Allowed<auth::EntryPage>> entries(auth::EntryQuery query) override {
    queries.push_back(std::move(query));
    co_return entries_page;
  }
  net::Task<auth::Allowed<std::vector<FileEntry>>> files(std::string folder) override {
    const auto found = folders.find(folder);
    if (found == folders.end())
      co_return std::unexpected(auth::Refused{ErrorCode::not_found, "No such folder"});
    co_return found->second;
  }

  std::map<std::string, std::vector<FileEntry>> folders{};
  auth::EntryPage entries_page{};
  std::vector<auth::EntryQuery> queries{};

 private:
  std::map<std::string, auth::CommandReply, std::less<>> replies_;
  std::vector<std::string> asked_;
};

}  // namespace gatehouse::web
