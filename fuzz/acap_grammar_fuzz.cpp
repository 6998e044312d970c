// The grammar of ACAP: what is read stays within limits, what we write reads back, no path leads
// out of an account.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "datasets/datasets.h"
#include "gates/acap/requests.h"

namespace {

using namespace gatehouse;
using namespace gatehouse::gates::acap;

void demand(bool holds) {
  if (!holds) std::abort();
}

void check_place(const Place& place) {
  demand(datasets::is_dataset_name(place.dataset));
  demand(!place.dataset.contains("..") || !place.dataset.contains("/../"));
  demand(!place.owner.contains('/'));
}

void check_path(std::string_view path) {
  const auto place = dataset_place(path);
  const auto listing = listing_place(path);
  if (place) check_place(*place);
  if (listing) demand(!place && !listing->name.contains('/'));
}

void check_command(std::string_view text) {
  const auto command = parse_command(text);
  if (!command) return demand(!command.error().tag.empty());
  demand(!command->tag.empty() && command->tag.size() <= longest_tag);
  if (const auto search = parse_search(command->arguments)) check_path(search->path);
  if (const auto stores = parse_store(command->arguments))
    for (const auto& store : *stores) {
      check_place(store.at.place);
      demand(is_entry_name(store.at.entry) && is_entry_name(store.renamed_to.value_or("")));
    }
}

void check_string(std::string_view text) {
  const auto back = parse_single(string_text(text));
  demand(back && back->is_string() && back->text == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_command(bytes);
  check_string(bytes);
  (void)literal_at_end(bytes);
  if (const auto place = dataset_place(bytes)) check_place(*place);
  if (const auto dataset = datasets::read_dataset(bytes))
    demand(datasets::read_dataset(datasets::to_text(*dataset)) == *dataset);
  return 0;
}
