package match

import (
	"cmp"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
)

// finder is what Search looks labels up in. It is made when somebody first searches.
type finder struct {
	*labels
	topics  []*eic.Topic
	sorted  []int32 // the words of labels by their letters
	place   []int32 // of each word there
	begin   lists   // of each word: the labels that begin with it, preferred ones and then short ones first
	have    lists   // of each word: the labels that have it, in the same order
	spelt   lists   // of each symbol: the words that are spelt so
	speller *speller
}

// lists are lists of numbers, one for each of as many keys, in two flat arrays.
type lists struct{ first, all []int32 }

func (l lists) of(key int32) []int32 { return l.all[l.first[key]:l.first[key+1]] }

// newLists sorts pairs of a key and a number by their keys, in two passes. Each
// calls its argument for every pair, in the same order.
func newLists(keys int, each func(add func(key, number int32))) lists {
	l := lists{first: make([]int32, keys+2)}
	each(func(key, _ int32) { l.first[key+2]++ })
	for i := 2; i < len(l.first); i++ {
		l.first[i] += l.first[i-1]
	}
	l.all = make([]int32, l.first[keys+1])
	each(func(key, number int32) {
		l.all[l.first[key+1]] = number
		l.first[key+1]++
	})
	return l
}

// mostLetters is how many letters of a label count when the shorter comes first.
const mostLetters = 1 << 10

func newFinder(t *Taxonomy) *finder {
	f := &finder{labels: &t.labels, topics: t.topics}
	f.sorted, f.place = make([]int32, len(f.lexemes)), make([]int32, len(f.lexemes))
	for i := range f.sorted {
		f.sorted[i] = int32(i)
	}
	slices.SortFunc(f.sorted, func(a, b int32) int {
		return cmp.Or(strings.Compare(f.lexemes[a].folded, f.lexemes[b].folded), cmp.Compare(a, b))
	})
	for i, w := range f.sorted {
		f.place[w] = int32(i)
	}
	forms := newLists(int(mostLetters+1)*2, func(add func(key, number int32)) {
		for i := range f.all {
			form := min(f.all[i].letters, mostLetters)
			if !f.all[i].preferred {
				form += mostLetters + 1
			}
			add(form, int32(i))
		}
	})
	f.begin = newLists(len(f.lexemes), func(add func(key, number int32)) {
		for _, i := range forms.all {
			if l := &f.all[i]; l.count > 0 {
				add(f.words[l.first], i)
			}
		}
	})
	f.have = newLists(len(f.lexemes), func(add func(key, number int32)) {
		for _, i := range forms.all {
			for _, w := range f.wordsOf(f.all[i]) {
				add(w, i)
			}
		}
	})
	f.spelt = newLists(int(f.size)+1, func(add func(key, number int32)) {
		for i := range f.lexemes {
			add(f.lexemes[i].english, int32(i))
			add(f.lexemes[i].spanish, int32(i))
		}
	})
	f.speller = newSpeller(f.tokens())
	return f
}

// tokens returns the tokens of all words, sorted.
func (f *finder) tokens() []string {
	tokens := make([]string, 0, f.size)
	for i := range f.lexemes {
		if w := &f.lexemes[i]; w.counts {
			tokens = append(tokens, w.tokens.English, w.tokens.Spanish)
		}
	}
	slices.Sort(tokens)
	return slices.Compact(tokens)
}

// Search finds topics for somebody who types: those with a label that begins
// as the query does, then those with all its words, then those with all its words
// if the last is not finished yet, then those with words spelt nearly so, the
// nearest first. Within each, labels of lang come first, then preferred ones, then
// short ones. At most most.
func (t *Taxonomy) Search(query string, lang eic.Language, most int) []eic.TopicID {
	if t == nil || most <= 0 {
		return nil
	}
	f := t.finder()
	p := picks{f: f, lang: int16(slices.Index(f.langs, lang)), most: most}
	var asked []surface
	for s := range split(query) {
		if s.folded != "" {
			asked = append(asked, s)
		}
	}
	for _, way := range [...]func([]surface, *picks){f.beginning, f.stems, f.unfinished, f.nearly} {
		if len(asked) > 0 && len(p.list) < most {
			p.way++
			way(asked, &p)
		}
	}
	var ids []eic.TopicID
	for _, pick := range p.list {
		ids = append(ids, t.id(f.all[pick.label].topic))
	}
	return ids
}

// beginning picks the labels that begin as the query does.
func (f *finder) beginning(asked []surface, p *picks) {
	last := len(asked) - 1
	for _, w := range f.prefixed(asked[0].folded) {
		if last > 0 && f.lexemes[w].folded != asked[0].folded {
			continue
		}
		for _, l := range f.begin.of(w) {
			if p.past(l) {
				break
			}
			words := f.wordsOf(f.all[l])
			if len(words) <= last {
				continue
			}
			fits := last == 0 || strings.HasPrefix(f.lexemes[words[last]].folded, asked[last].folded)
			for i := 1; i < last && fits; i++ {
				fits = f.lexemes[words[i]].folded == asked[i].folded
			}
			if fits {
				p.add(l, 0)
			}
		}
	}
}

// prefixed returns the words that begin so.
func (f *finder) prefixed(letters string) []int32 {
	start, _ := slices.BinarySearchFunc(f.sorted, letters, func(w int32, l string) int { return strings.Compare(f.lexemes[w].folded, l) })
	end := start
	for end < len(f.sorted) && strings.HasPrefix(f.lexemes[f.sorted[end]].folded, letters) {
		end++
	}
	return f.sorted[start:end]
}

// likes are the words of labels that may stand for one asked for: some by
// themselves, with how like it they are, 0..1, and a run of the sorted words.
type likes struct {
	words []liked
	begun []int32
	least int32 // places of the run
	after int32
}

type liked struct {
	word     int32
	likeness float64
}

// like adds the words that are spelt so.
func (f *finder) like(token string, likeness float64, k *likes) {
	if symbol := f.symbol(termOf(token)); symbol != 0 {
		for _, w := range f.spelt.of(symbol) {
			k.words = append(k.words, liked{w, likeness})
		}
	}
}

// of returns how well a word stands for the one asked for, 0 if it does not.
func (k *likes) of(w, place int32) (likeness float64) {
	if k.least <= place && place < k.after {
		return 1
	}
	for _, one := range k.words {
		if one.word == w {
			likeness = max(likeness, one.likeness)
		}
	}
	return likeness
}

// stems picks the labels that have all words asked for, in any form and order.
func (f *finder) stems(asked []surface, p *picks) {
	f.withAll(asked, p, func(s surface, k *likes, _ bool) { f.likeStems(s, k) })
}

func (f *finder) likeStems(s surface, k *likes) {
	w := s.stem()
	f.like(w.English, 1, k)
	f.like(w.Spanish, 1, k)
}

// leastPrefix is how many letters a word needs to be looked for as the beginning
// of another one within a label.
const leastPrefix = 2

// unfinished picks the labels that have all words asked for, the last of which may
// go on.
func (f *finder) unfinished(asked []surface, p *picks) {
	f.withAll(asked, p, func(s surface, k *likes, last bool) {
		f.likeStems(s, k)
		if last && len(s.folded) >= leastPrefix {
			if k.begun = f.prefixed(s.folded); len(k.begun) > 0 {
				k.least = f.place[k.begun[0]]
				k.after = k.least + int32(len(k.begun))
			}
		}
	})
}

// nearWords is how many tokens may stand for a misspelt one.
const nearWords = 12

// nearly picks the labels that have words spelt like those asked for.
func (f *finder) nearly(asked []surface, p *picks) {
	least := DefaultWeights().NearLikeness
	f.withAll(asked, p, func(s surface, k *likes, _ bool) {
		w := s.stem()
		near := append(f.speller.near(w.English, least), f.speller.near(w.Spanish, least)...)
		slices.SortFunc(near, nearer)
		for _, n := range near[:min(len(near), nearWords)] {
			f.like(n.token, n.likeness, k)
		}
	})
}

// withAll picks the labels that have, for each word asked for, one of what stands
// for it. Function words need not be there.
func (f *finder) withAll(asked []surface, p *picks, like func(s surface, k *likes, last bool)) {
	var all []likes
	rarest, fewest := 0, 0
	for i, s := range asked {
		if !s.counts() {
			continue
		}
		k, labels := likes{}, 0
		like(s, &k, i == len(asked)-1)
		f.each(&k, func(w int32) { labels += len(f.have.of(w)) })
		if all = append(all, k); len(all) == 1 || labels < fewest {
			rarest, fewest = len(all)-1, labels
		}
	}
	if len(all) == 0 {
		return
	}
	f.each(&all[rarest], func(w int32) {
		for _, l := range f.have.of(w) {
			if p.past(l) {
				break
			}
			if likeness := f.likeness(all, l); likeness > 0 {
				p.add(l, float64(len(all))-likeness)
			}
		}
	})
}

func (f *finder) each(k *likes, visit func(w int32)) {
	for _, one := range k.words {
		visit(one.word)
	}
	for _, w := range k.begun {
		visit(w)
	}
}

// likeness is the sum of how well a label's words stand for those asked for, 0 if
// one of them is not there.
func (f *finder) likeness(all []likes, label int32) (sum float64) {
	words := f.wordsOf(f.all[label])
	for i := range all {
		best := 0.
		for _, w := range words {
			best = max(best, all[i].of(w, f.place[w]))
		}
		if best == 0 {
			return 0
		}
		sum += best
	}
	return sum
}

// picks are the best labels found so far, one a topic, the best first.
type picks struct {
	f    *finder
	lang int16 // the reader's
	most int
	way  int // how labels are being looked for: the first way is the best
	list []pick
}

type pick struct {
	way    int
	unlike float64 // how far its words are from those asked for
	form   int32   // of another language than wanted, then not preferred, then long
	label  int32
}

// form is the order of labels that are as like what was asked for.
func (p *picks) form(label int32) (form int32) {
	l := &p.f.all[label]
	if form = min(l.letters, mostLetters); !l.preferred {
		form += mostLetters + 1
	}
	return form
}

// past reports whether neither a label nor one that comes after it in a list can
// be among the best, even if it were in the wanted language.
func (p *picks) past(label int32) bool {
	return len(p.list) == p.most && comparePicks(pick{p.way, 0, p.form(label), label}, p.list[p.most-1]) > 0
}

// add picks a label if it is among the best.
func (p *picks) add(label int32, unlike float64) {
	l := &p.f.all[label]
	x := pick{p.way, unlike, p.form(label), label}
	if l.lang != p.lang {
		x.form += 2 * (mostLetters + 1)
	}
	if len(p.list) == p.most && p.compare(x, p.list[p.most-1]) >= 0 {
		return
	}
	if i := slices.IndexFunc(p.list, func(y pick) bool { return p.f.all[y.label].topic == l.topic }); i >= 0 {
		if p.compare(x, p.list[i]) >= 0 {
			return
		}
		p.list = slices.Delete(p.list, i, i+1)
	}
	i, _ := slices.BinarySearchFunc(p.list, x, p.compare)
	p.list = slices.Insert(p.list, i, x)
	p.list = p.list[:min(len(p.list), p.most)]
}

// compare is the order of labels found: by the way, then the nearest, those of the
// wanted language, preferred ones, short ones, then by their letters.
func (p *picks) compare(a, b pick) int {
	if c := comparePicks(a, b); c != 0 {
		return c
	}
	return cmp.Or(p.f.compareWords(p.f.all[a.label], p.f.all[b.label]), cmp.Compare(a.label, b.label))
}

func comparePicks(a, b pick) int {
	switch {
	case a.way != b.way:
		return cmp.Compare(a.way, b.way)
	case a.unlike != b.unlike:
		return cmp.Compare(a.unlike, b.unlike)
	}
	return cmp.Compare(a.form, b.form)
}

// compareWords compares two labels by their letters.
func (f *finder) compareWords(a, b label) int {
	return slices.CompareFunc(f.wordsOf(a), f.wordsOf(b), func(x, y int32) int { return cmp.Compare(f.place[x], f.place[y]) })
}
