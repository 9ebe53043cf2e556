package ingest

import (
	"unicode/utf8"
)

// windows1252 has the characters of bytes 0x80 to 0x9F; the rest of the code
// page is that of Unicode. Five bytes stand for nothing.
const windows1252 = "€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ"

// toUTF8 returns a copy of a line, read as Windows-1252 unless it is UTF-8.
// Publishers name no encoding, and text in one is hardly ever valid in the other.
func toUTF8(line []byte) []byte {
	if utf8.Valid(line) {
		return append([]byte(nil), line...)
	}
	special := []rune(windows1252)
	text := make([]byte, 0, len(line)+16)
	for _, c := range line {
		r := rune(c)
		if c >= 0x80 && c <= 0x9f {
			r = special[c-0x80]
		}
		text = utf8.AppendRune(text, r)
	}
	return text
}
