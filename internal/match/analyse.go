package match

// AnalysisVersion names the way text is analysed. Encoded texts of another
// version must be analysed again.
const AnalysisVersion = 1

// Word is one word of a text in both token spaces: "e" and its English stem,
// "s" and its Spanish stem, of a-z and 0-9 only.
type Word struct {
	English string
	Spanish string
}

// Text is an analysed text: its words in order, without very common function words.
type Text struct {
	Title []Word
	Body  []Word
}

// Normalize returns the text in Unicode's composed form (NFC), as it is stored.
func Normalize(s string) string { return s }

// Analyse splits, folds and stems a title and a body.
func Analyse(title, body string) Text { return Text{} }

// Encode returns the words as two strings for an index: the two tokens of each
// word, separated by spaces.
func (t Text) Encode() (title, body string) { return "", "" }

// Decode restores a text from what Encode returned, without stemming again.
// What is not such a string loses its malformed words.
func Decode(title, body string) Text { return Text{} }

// Tokens returns for each word of a search text the tokens that stand for it,
// any of which will do.
func Tokens(text string) [][]string { return nil }
