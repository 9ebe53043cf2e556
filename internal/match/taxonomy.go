package match

import (
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// Taxonomy is the topics and their edges, made ready for linking and for
// walking. It is immutable and safe for concurrent use.
type Taxonomy struct{}

// NewTaxonomy makes a taxonomy. Topics may come in any order. An edge to an
// unknown topic, to itself, or that would close a circle of broader topics is
// left out, always the same one; Check names them. A topic without an id or
// with the id of another is Invalid.
func NewTaxonomy(topics []*eic.Topic) (*Taxonomy, error) { return &Taxonomy{}, nil }

// Check names what is wrong with the topics: edges left out and labels that
// say nothing. Path is the topic's id and the field, such as
// "topic-fractions broader.0".
func (t *Taxonomy) Check() []fault.Field { return nil }

// Len returns the number of topics.
func (t *Taxonomy) Len() int { return 0 }

// Topic returns a topic, or nil.
func (t *Taxonomy) Topic(id eic.TopicID) *eic.Topic { return nil }

// Search finds topics for somebody who types: those with a label that begins
// as the query does, then those with all its stems, then those spelt nearly so.
// Labels of lang come first. At most most.
func (t *Taxonomy) Search(query string, lang eic.Language, most int) []eic.TopicID { return nil }

// TopicToken returns the token that stands for a topic in an index: "t" and
// letters and digits, another for each id.
func TopicToken(id eic.TopicID) string { return "" }

// Relation is a kind of edge between two topics, read from the topic asked for
// to the topic met.
type Relation uint8

// The kinds of edge.
const (
	SameTopic Relation = iota + 1
	NarrowerTopic
	BroaderTopic
	RelatedTopic
	BridgedTopic
)

// Step is one edge of a path from the topic asked for to the topic met.
type Step struct {
	From, To eic.TopicID
	Relation Relation
}
