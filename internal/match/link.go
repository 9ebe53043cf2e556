package match

import "github.com/edclusters/thirdplace/internal/eic"

// Field is the part of a text a link was found in.
type Field uint8

// The fields.
const (
	InTitle Field = iota + 1
	InBody
)

// Link says that some words of a text, or its author, name a topic.
type Link struct {
	Topic      eic.TopicID
	Confidence float64 // 0..1
	Chosen     bool    // by the author; Field, First and Last then say nothing
	Field      Field
	First      int // place of the first word of the span in its field
	Last       int // place of the last
}

// Link finds the topics a text names: at each word the longest label, of either
// language, then the head word of a compound label at half confidence. Time is
// linear in the text.
func (t *Taxonomy) Link(text Text) []Link { return nil }

// Topics returns the distinct topics of a record, chosen and linked, in the
// order of their ids: what an index stores and statistics count.
func Topics(chosen []eic.TopicID, links []Link) []eic.TopicID { return nil }
