package store

import (
	"context"
	"encoding/binary"
	"math"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Vectors keeps what the texts of needs and offers mean, as a model for embeddings
// has it, and finds those that mean much the same. Nothing else depends on it: a
// graph without vectors is whole.
type Vectors interface {
	// SaveVectors sets the vectors of needs and offers, in place of those they had,
	// of whatever model. What is not stored is passed over. It makes no event. A record
	// that is written with a document of no words loses its vector: so do the words of
	// those who have themselves deleted.
	SaveVectors(ctx context.Context, vectors []Vector) error
	// Vectors returns the vectors of a model that records have, in the order of ids;
	// the zero Vector for what has none.
	Vectors(ctx context.Context, model string, ids []eic.ID) ([]Vector, error)
	// Digests returns of what texts the vectors of a model were made that records
	// have, in the order of ids; "" for what has none.
	Digests(ctx context.Context, model string, ids []eic.ID) ([]string, error)
	// Nearest answers all questions in one round trip, in their order: for each shelf
	// of a question the Limit documents of the cluster whose vectors of the model
	// are the most like the one given, the most like first, equals in the order of
	// their ids. A vector of another number of dimensions is like none.
	//
	// An engine may search by an index that is approximate, and leave out a few that
	// another would give. What it gives is in the right order.
	Nearest(ctx context.Context, questions []Likeness) ([]map[Shelf][]Candidate, error)
}

// Vector is what the text of a need or an offer means.
type Vector struct {
	ID     eic.ID
	Model  string    // that made it: vectors of different models cannot be compared
	Digest string    // of the text it was made of
	Values []float32 // of length 1
}

// Likeness asks for what is like a vector.
type Likeness struct {
	Cluster eic.ClusterID
	Shelves []Shelf
	Model   string
	Vector  []float32 // of length 1
	Limit   int       // per shelf
}

// PackVector writes a vector as bytes: 32 bits a number (IEEE 754), the lowest first.
func PackVector(values []float32) []byte {
	b := make([]byte, 0, 4*len(values))
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

// UnpackVector reads what PackVector wrote.
func UnpackVector(b []byte) []float32 {
	values := make([]float32, len(b)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return values
}

// Product is the product of a vector and one that is packed, added up in order
// with 64 bits; ok is false if they have different numbers of dimensions.
func Product(values []float32, packed []byte) (sum float64, ok bool) {
	if len(packed) != 4*len(values) || len(values) == 0 {
		return 0, false
	}
	for i, v := range values {
		sum += float64(v) * float64(math.Float32frombits(binary.LittleEndian.Uint32(packed[4*i:])))
	}
	return sum, true
}
