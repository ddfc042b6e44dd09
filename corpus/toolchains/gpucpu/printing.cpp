// printf in kernels, by the host call protocol of clang: a call collects the format and its arguments, and the last
// argument prints.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace gpucpu {

struct Message {
  std::vector<std::string> strings;  // the first is the format
  std::vector<uint64_t> words;       // the arguments; a string's is its index
  std::vector<bool> is_string;
};

static std::string formatted(const std::string& spec, uint64_t word, bool is_long) {
  auto print = [&](auto value) {
    std::string text(snprintf(nullptr, 0, spec.c_str(), value) + 1, '\0');
    snprintf(text.data(), text.size(), spec.c_str(), value);
    text.pop_back();
    return text;
  };
  char conversion = spec.back();
  if (strchr("eEfFgGaA", conversion)) return print(__builtin_bit_cast(double, word));
  if (conversion == 'p') return print((void*)word);
  return is_long ? print((long)word) : print((int)word);
}

static void print(Message* message) {
  std::string out;
  size_t next = 1;
  auto word = [&] { return next < message->words.size() ? message->words[next++] : 0; };
  for (const char* f = message->strings[0].c_str(); *f;) {
    if (*f != '%') {
      out += *f++;
      continue;
    }
    std::string spec = "%";
    bool is_long = false;
    while (*++f && !strchr("diouxXeEfFgGaAcsp%", *f)) {
      if (*f == '*') spec += std::to_string((int)word());
      else if (strchr("lzjt", *f)) is_long = true;
      else spec += *f;
    }
    char conversion = *f ? *f++ : '%';
    if (conversion == '%') {
      out += '%';
      continue;
    }
    bool is_string = next < message->words.size() && message->is_string[next];
    uint64_t value = word();
    if (conversion == 's') {
      const char* text = is_string ? message->strings[value].c_str() : "(null)";
      std::string padded(snprintf(nullptr, 0, (spec + "s").c_str(), text) + 1, '\0');
      snprintf(padded.data(), padded.size(), (spec + "s").c_str(), text);
      padded.pop_back();
      out += padded;
    } else {
      bool is_integer = strchr("diouxX", conversion);
      out += formatted(spec + (is_long && is_integer ? "l" : "") + conversion, value, is_long && is_integer);
    }
  }
  fwrite(out.data(), 1, out.size(), stdout);
  delete message;
}

}  // namespace gpucpu

using gpucpu::Message;

extern "C" {

uint64_t __ockl_printf_begin(uint64_t) { return (uint64_t)new Message; }
uint64_t __ockl_printf_append_string_n(uint64_t handle, const char* text, uint64_t, uint32_t last) {
  Message* message = (Message*)handle;
  message->words.push_back(message->strings.size());
  message->is_string.push_back(true);
  message->strings.emplace_back(text ? text : "(null)");
  if (last) gpucpu::print(message);
  return handle;
}
uint64_t __ockl_printf_append_args(uint64_t handle, uint32_t count, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
                                   uint64_t e, uint64_t f, uint64_t g, uint32_t last) {
  Message* message = (Message*)handle;
  uint64_t all[] = {a, b, c, d, e, f, g};
  for (uint32_t i = 0; i < count; i++) {
    message->words.push_back(all[i]);
    message->is_string.push_back(false);
  }
  if (last) gpucpu::print(message);
  return handle;
}
uint64_t __ockl_fprintf_stderr_begin() { return __ockl_printf_begin(0); }
uint64_t __ockl_fprintf_append_args(uint64_t handle, uint32_t count, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
                                    uint64_t e, uint64_t f, uint64_t g, uint32_t last) {
  return __ockl_printf_append_args(handle, count, a, b, c, d, e, f, g, last);
}
uint64_t __ockl_fprintf_append_string_n(uint64_t handle, const char* text, uint64_t size, uint32_t last) {
  return __ockl_printf_append_string_n(handle, text, size, last);
}

}
