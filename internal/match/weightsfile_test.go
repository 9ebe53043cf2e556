package match

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/fault"
)

// TestWeightsFile: what is written is what is read, and every number has a name
// of its own and a default within its range.
func TestWeightsFile(t *testing.T) {
	w := DefaultWeights()
	w.Text, w.Keep, w.Place.Weight = .5, 150, .1
	got, err := ReadWeights(strings.NewReader(string(w.Encode())))
	if err != nil || got != w {
		t.Errorf("got %+v, %v, want %+v", got, err, w)
	}
	var names []string
	for _, n := range w.numbers() {
		names = append(names, n.name)
		if v := n.value(); v < n.least || v > n.most {
			t.Errorf("%s is %v, outside of %v to %v", n.name, v, n.least, n.most)
		}
	}
	slices.Sort(names)
	if n := len(slices.Compact(names)); n != countNumbers(reflect.TypeFor[Weights]()) {
		t.Errorf("%d names for %d numbers", n, countNumbers(reflect.TypeFor[Weights]()))
	}
}

func countNumbers(t reflect.Type) (n int) {
	for i := range t.NumField() {
		if f := t.Field(i).Type; f.Kind() == reflect.Struct {
			n += countNumbers(f)
		} else {
			n++
		}
	}
	return n
}

func TestReadWeights(t *testing.T) {
	got, err := ReadWeights(strings.NewReader(`{"text": 0.6, "keep": 100}`))
	want := DefaultWeights()
	want.Text, want.Keep = .6, 100
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	for _, test := range []struct{ name, file, path string }{
		{"not JSON", `{"text": }`, ""},
		{"more than an object", `{} {}`, ""},
		{"no number", `{"text": "much"}`, "text"},
		{"an unknown name", `{"txet": 0.5}`, "txet"},
		{"too large", `{"b": 1.5}`, "b"},
		{"half a word", `{"tellingWords": 7.5}`, "tellingWords"},
		{"words out of order", `{"fair": 0.7}`, "fair"},
		{"more than all of z", `{"gramShare": 0.5, "passageShare": 0.6}`, "gramShare"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := ReadWeights(strings.NewReader(test.file))
			var e *fault.Error
			if !errors.As(err, &e) || e.Kind != fault.Invalid {
				t.Fatalf("got %v, want Invalid", err)
			}
			if test.path != "" && (len(e.Fields) != 1 || e.Fields[0].Path != test.path) {
				t.Errorf("got faults %v, want one at %s", e.Fields, test.path)
			}
		})
	}
}
