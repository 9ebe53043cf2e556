package match

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/edclusters/thirdplace/internal/fault"
)

// Weights as a file: one JSON object of numbers by name. What a file leaves out
// is as in DefaultWeights.

// number is one number of the weights.
type number struct {
	name        string // in files
	real        *float64
	whole       *int // one of the two is set
	least, most float64
}

func (n number) value() float64 {
	if n.whole != nil {
		return float64(*n.whole)
	}
	return *n.real
}

// numbers lists what a file may say, in its order.
func (w *Weights) numbers() []number { return append(w.contentNumbers(), w.otherNumbers()...) }

// contentNumbers are those of TEXT and TOPIC.
func (w *Weights) contentNumbers() []number {
	return []number{
		{name: "k1", real: &w.K1, least: .1, most: 10},
		{name: "b", real: &w.B, least: 0, most: 1},
		{name: "titleWeight", real: &w.TitleWeight, least: 1, most: 20},
		{name: "backgroundDocs", real: &w.BackgroundDocs, least: 1, most: 100_000},
		{name: "unknownShare", real: &w.UnknownShare, least: 0, most: 1},
		{name: "nearShare", real: &w.NearShare, least: 0, most: 1},
		{name: "nearLikeness", real: &w.NearLikeness, least: .1, most: 1},
		{name: "nearWords", whole: &w.NearWords, least: 0, most: 20},
		{name: "gramShare", real: &w.GramShare, least: 0, most: .9},
		{name: "passageShare", real: &w.PassageShare, least: 0, most: .9},
		{name: "passageWords", whole: &w.PassageWords, least: 5, most: 1000},
		{name: "tellingWords", whole: &w.TellingWords, least: 1, most: 1000},
		{name: "tellingLeast", real: &w.TellingLeast, least: 0, most: 10},
		{name: "askShare", real: &w.AskShare, least: 0, most: 1},
		{name: "sureLink", real: &w.SureLink, least: 0, most: 1},
		{name: "otherWords", real: &w.OtherWords, least: 0, most: 1},
		{name: "otherSense", real: &w.OtherSense, least: 0, most: 1},
		{name: "meaning", real: &w.Meaning, least: 0, most: 1},
		{name: "meaningFrom", real: &w.MeaningFrom, least: 0, most: 10},
		{name: "meaningSpan", real: &w.MeaningSpan, least: .05, most: 1},
		{name: "stretchFrom", real: &w.StretchFrom, least: 0, most: .9},
		{name: "stretchSpan", real: &w.StretchSpan, least: .05, most: 1},
		{name: "stretchLow", real: &w.StretchLow, least: .001, most: .5},
		{name: "text", real: &w.Text, least: .01, most: 1},
		{name: "topic", real: &w.Topic, least: 0, most: 1},
		{name: "topicFloor", real: &w.TopicFloor, least: 0, most: 1},
		{name: "topicFrom", real: &w.TopicFrom, least: 0, most: .9},
		{name: "topicCover", real: &w.TopicCover, least: .01, most: 1},
		{name: "chosen", real: &w.Chosen, least: 0, most: 20},
		{name: "narrower", real: &w.Narrower, least: 0, most: 1},
		{name: "broader", real: &w.Broader, least: 0, most: 1},
		{name: "related", real: &w.Related, least: 0, most: 1},
		{name: "twoEdges", real: &w.TwoEdges, least: 0, most: 1},
		{name: "hubEdges", whole: &w.HubEdges, least: 1, most: 100_000},
	}
}

// otherNumbers are those of context, wishes, fits, recall and order.
func (w *Weights) otherNumbers() []number {
	return []number{
		{name: "curriculum", real: &w.Curriculum.Weight, least: 0, most: 1},
		{name: "curriculumPrior", real: &w.Curriculum.Prior, least: 0, most: 1},
		{name: "mode", real: &w.Mode.Weight, least: 0, most: 1},
		{name: "modePrior", real: &w.Mode.Prior, least: 0, most: 1},
		{name: "place", real: &w.Place.Weight, least: 0, most: 1},
		{name: "placePrior", real: &w.Place.Prior, least: 0, most: 1},
		{name: "time", real: &w.Time.Weight, least: 0, most: 1},
		{name: "timePrior", real: &w.Time.Prior, least: 0, most: 1},
		{name: "matters", real: &w.Matters, least: 1, most: 10},
		{name: "radiusKm", real: &w.RadiusKm, least: 1, most: 1000},
		{name: "daysNeeded", whole: &w.DaysNeeded, least: 1, most: 60},
		{name: "wishPrior", real: &w.WishPrior, least: .1, most: .95},
		{name: "wishStrength", real: &w.WishStrength, least: .1, most: 1000},
		{name: "great", real: &w.Great, least: 0, most: 1},
		{name: "good", real: &w.Good, least: 0, most: 1},
		{name: "fair", real: &w.Fair, least: 0, most: 1},
		{name: "keep", whole: &w.Keep, least: 20, most: 500},
		{name: "recallWords", whole: &w.RecallWords, least: 1, most: 100},
		{name: "recallTopics", whole: &w.RecallTopics, least: 0, most: 200},
		{name: "recallTopic", real: &w.RecallTopic, least: 0, most: 20},
		{name: "recallPostings", whole: &w.RecallPostings, least: 1000, most: 1_000_000},
		{name: "recallLeast", whole: &w.RecallLeast, least: 1, most: 100},
		{name: "copyFactor", real: &w.CopyFactor, least: .1, most: 1},
		{name: "copyLikeness", real: &w.CopyLikeness, least: .1, most: 1},
		{name: "freshPlace", whole: &w.FreshPlace, least: 2, most: 1000},
		{name: "freshViews", whole: &w.FreshViews, least: 0, most: 1000},
	}
}

// ReadWeights reads a file of weights. A name that is unknown, a number out of its
// range and numbers that do not go together are Invalid, all at once.
func ReadWeights(from io.Reader) (Weights, error) {
	w := DefaultWeights()
	in := json.NewDecoder(from)
	in.UseNumber()
	var said map[string]any
	if err := in.Decode(&said); err != nil {
		return w, fault.New(fault.Invalid, fault.NotJSON, err.Error())
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return w, fault.New(fault.Invalid, fault.NotJSON, "something follows the object")
	}
	var faults fault.Fields
	for _, n := range w.numbers() {
		if value, ok := said[n.name]; ok {
			n.read(value, &faults)
			delete(said, n.name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(said)) {
		faults.Say(name, fault.UnknownField, name)
	}
	w.check(&faults)
	return w, faults.Err()
}

func (n number) read(value any, faults *fault.Fields) {
	text, _ := value.(json.Number)
	number, err := text.Float64()
	switch {
	case err != nil:
		faults.Say(n.name, fault.WrongType, "a number")
	case number < n.least || number > n.most:
		faults.Say(n.name, fault.OutOfRange, text.String(), n.least, n.most)
	case n.whole == nil:
		*n.real = number
	case number != float64(int(number)):
		faults.Say(n.name, fault.WrongType, "a whole number")
	default:
		*n.whole = int(number)
	}
}

// check notes numbers that are sound by themselves and not together.
func (w *Weights) check(faults *fault.Fields) {
	if w.GramShare+w.PassageShare > .95 {
		faults.Say("gramShare", fault.OutOfRange, w.GramShare, 0, .95-w.PassageShare)
	}
	if w.Good > w.Great {
		faults.Say("good", fault.OutOfRange, w.Good, 0, w.Great)
	}
	if w.Fair > w.Good {
		faults.Say("fair", fault.OutOfRange, w.Fair, 0, w.Good)
	}
}

// Encode returns the weights as a file, every number of them.
func (w Weights) Encode() []byte {
	var b bytes.Buffer
	list := w.numbers()
	for i, n := range list {
		fmt.Fprintf(&b, "%s\n  %q: %s", map[bool]string{true: "{", false: ","}[i == 0], n.name, strconv.FormatFloat(n.value(), 'g', -1, 64))
	}
	b.WriteString("\n}\n")
	return b.Bytes()
}
