package app

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
)

// Part is one of the texts of a need or an offer.
type Part string

// The parts.
const (
	TitlePart              Part = "TITLE"
	DescriptionPart        Part = "DESCRIPTION"
	QuestionPart           Part = "QUESTION"            // of a study
	ProductNamePart        Part = "PRODUCT_NAME"        // of a pilot's product
	ProductDescriptionPart Part = "PRODUCT_DESCRIPTION" // the same
)

// part is one text of a record.
type part struct {
	name Part
	text string
}

// partsOf returns the texts of a need or an offer: its title, and what is not empty
// of the others. p is the product of a pilot offer, whose words are the offer's too.
func partsOf(r eic.Record, p *eic.Product) []part {
	var parts []part
	switch r := r.(type) {
	case *eic.Need:
		parts = []part{{TitlePart, r.Title}, {DescriptionPart, r.Description}}
	case *eic.Offer:
		parts = []part{{TitlePart, r.Title}, {DescriptionPart, r.Description}}
		if r.Study != nil {
			parts = append(parts, part{QuestionPart, r.Study.Question})
		}
		if p != nil {
			parts = append(parts, part{ProductNamePart, p.Name}, part{ProductDescriptionPart, p.Description})
		}
	}
	return slices.DeleteFunc(parts, func(p part) bool { return p.name != TitlePart && p.text == "" })
}

// TopicLink is a topic that a need or an offer is about.
type TopicLink struct {
	Topic      eic.TopicID
	Confidence float64 // above 0, at most 1
	Chosen     bool    // by its author, or for its product; else found in its text
	Words      []TopicWords
}

// TopicWords is some words of a record that name a topic, and where they stand.
type TopicWords struct {
	Part Part
	match.Span
}

// About returns the topics that a need or an offer is about, those chosen first,
// then the surest, with the words that name them. p is the product of a pilot offer.
func (s *Service) About(r eic.Record, p *eic.Product) []TopicLink {
	title, body := textOf(r, p)
	given := givenOf(r, p)
	analysed := s.analyse(title, body)
	var list []TopicLink
	places := map[eic.TopicID]int{}
	at := func(id eic.TopicID) *TopicLink {
		i, known := places[id]
		if !known {
			i = len(list)
			places[id] = i
			list = append(list, TopicLink{Topic: id})
		}
		return &list[i]
	}
	for _, id := range given.Chosen {
		*at(id) = TopicLink{Topic: id, Confidence: 1, Chosen: true}
	}
	links := s.topics.of(r.Header().Cluster).Link(analysed, given)
	inTitle := slices.IndexFunc(links, func(l match.Link) bool { return l.Field == match.InBody })
	if inTitle < 0 {
		inTitle = len(links)
	}
	spans := append(match.Spans(title, links[:inTitle]), match.Spans(body, links[inTitle:])...)
	parts := partsOf(r, p)
	for i, l := range links {
		link := at(l.Topic)
		link.Confidence = max(link.Confidence, l.Confidence)
		if l.Field == match.InTitle {
			link.Words = append(link.Words, TopicWords{TitlePart, spans[i]})
		} else {
			link.Words = append(link.Words, within(parts[1:], spans[i])...)
		}
	}
	slices.SortStableFunc(list, compareTopicLinks)
	return list
}

// compareTopicLinks puts chosen topics first, in the order in which they were
// chosen, then the surest, then what comes first in the text.
func compareTopicLinks(a, b TopicLink) int {
	if a.Chosen != b.Chosen {
		if a.Chosen {
			return -1
		}
		return 1
	}
	return cmp.Compare(b.Confidence, a.Confidence)
}

// within says where words of a body stand in the parts it was put together from,
// with a line break between two.
func within(parts []part, s match.Span) (words []TopicWords) {
	start := 0 // of the part, in the body
	for _, p := range parts {
		end := start + utf8.RuneCountInString(p.text)
		if from, to := max(s.Start, start), min(s.End, end); from < to {
			text := string([]rune(s.Text)[from-s.Start : to-s.Start])
			words = append(words, TopicWords{p.name, match.Span{Text: text, Start: from - start, End: to - start}})
		}
		start = end + 1
	}
	return words
}

// NotTopics returns the topics that the author of a need or an offer removed: what
// its text seems to name and is not about. It is for those who may change it.
func (s *Service) NotTopics(v *Viewer, r eic.Record) []eic.TopicID {
	if !v.May(Edit, r) {
		return nil
	}
	switch r := r.(type) {
	case *eic.Need:
		return r.NotTopics
	case *eic.Offer:
		return r.NotTopics
	}
	return nil
}
