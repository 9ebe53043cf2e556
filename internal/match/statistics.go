package match

import "github.com/edclusters/thirdplace/internal/eic"

// Statistics says how common words and topics are among the records of one side,
// offers or needs, of one cluster. It is immutable and safe for concurrent use.
type Statistics struct{}

// StatisticsBuilder counts records. It is not safe for concurrent use.
type StatisticsBuilder struct{}

// NewStatisticsBuilder returns an empty builder. The taxonomy, which may be
// nil, says which topics are above which.
func NewStatisticsBuilder(tax *Taxonomy) *StatisticsBuilder { return &StatisticsBuilder{} }

// Add counts one record: its words and its topics, each of which counts for
// all topics above it too.
func (b *StatisticsBuilder) Add(text Text, topics []eic.TopicID) {}

// Build returns the statistics so far, as the given version. The builder can go on.
func (b *StatisticsBuilder) Build(version int64) *Statistics { return &Statistics{} }

// Version returns the number Build was given.
func (s *Statistics) Version() int64 { return 0 }

// Documents returns how many records were counted.
func (s *Statistics) Documents() int { return 0 }

// Encode returns a compact form, the same for equal statistics.
func (s *Statistics) Encode() []byte { return nil }

// DecodeStatistics reads what Encode returned. Anything else is an Invalid error.
func DecodeStatistics(b []byte) (*Statistics, error) { return &Statistics{}, nil }
