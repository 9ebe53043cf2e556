package wording

import (
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
)

const mostWords = 5 // of what is shared, in one sentence

var (
	wordsShared = told{
		phrase{"the need and the offer share the words {0}", "la necesidad y la oferta comparten las palabras {0}"},
		phrase{"the offer has words of yours: {0}", "la oferta tiene palabras que usted usó: {0}"},
		phrase{"the need has words of yours: {0}", "la necesidad tiene palabras que usted usó: {0}"},
	}
	wordShared = told{
		phrase{"the need and the offer share the word {0}", "la necesidad y la oferta comparten la palabra {0}"},
		phrase{"the offer has a word of yours: {0}", "la oferta tiene una palabra que usted usó: {0}"},
		phrase{"the need has a word of yours: {0}", "la necesidad tiene una palabra que usted usó: {0}"},
	}
	saidOtherwise = told{
		phrase{"the offer says {0} in other words", "la oferta dice {0} con otras palabras"},
		phrase{"the offer says {0} in other words", "la oferta dice {0} con otras palabras"},
		phrase{"your offer says {0} in other words", "su oferta dice {0} con otras palabras"},
	}
	wordsAlike  = phrase{"the need and the offer use words that are spelled alike", "la necesidad y la oferta usan palabras que se escriben parecido"}
	sameMeaning = phrase{"the texts mean much the same", "los textos quieren decir casi lo mismo"}
	noWords     = phrase{"the need and the offer share no words", "la necesidad y la oferta no comparten palabras"}
	hardlyWord  = told{
		phrase{"the need and the offer have hardly a word in common", "la necesidad y la oferta casi no tienen palabras en común"},
		phrase{"the offer has hardly a word of yours", "la oferta casi no tiene palabras que usted usó"},
		phrase{"the need has hardly a word of yours", "la necesidad casi no tiene palabras que usted usó"},
	}
)

// leastText is the value of TEXT below which words in common are too few or too
// usual to be named: they moved no score that anybody sees.
const leastText = .02

// textReason says which words are shared, and that the texts mean the same where
// that counted.
func textReason(to Reader, r match.Reason) string {
	words := quoteAll(to.Language, r.Evidence.Words)
	switch {
	case r.Value > 0 && r.Value < leastText:
		return hardlyWord.in(to)
	case len(r.Evidence.OtherWords) > 0:
		return otherWordsReason(to, r)
	case r.Evidence.Meaning > 0 && len(words) > 0:
		r.Evidence.Meaning = 0
		return textReason(to, r) + "; " + sameMeaning.text(to.Language)
	case r.Evidence.Meaning > 0:
		return sameMeaning.text(to.Language)
	case len(words) == 1:
		return wordShared.in(to, words[0])
	case len(words) > 1:
		return wordsShared.in(to, some(to.Language, words, mostWords))
	case r.Value > 0:
		return wordsAlike.text(to.Language)
	}
	return noWords.text(to.Language)
}

// otherWordsReason says which words of the need the offer says otherwise, after what
// else is in common.
func otherWordsReason(to Reader, r match.Reason) string {
	said := saidOtherwise.in(to, some(to.Language, quoteAll(to.Language, r.Evidence.OtherWords), mostWords))
	r.Evidence.OtherWords = nil
	if len(r.Evidence.Words) == 0 && r.Evidence.Meaning == 0 {
		return said
	}
	return textReason(to, r) + "; " + said
}

var (
	sameTopics = told{
		phrase{"both are about {0}", "ambas tratan de {0}"},
		phrase{"you asked for {0}, and that is what the offer is about", "usted pide {0}, y de eso trata la oferta"},
		phrase{"the need asks for {0}, and that is what you offer", "la necesidad pide {0}, y eso es lo que usted ofrece"},
	}
	nearTopic = told{
		phrase{"the need asks for {0}, the offer is about {1}: {2}", "la necesidad pide {0}, la oferta trata de {1}: {2}"},
		phrase{"you asked for {0}; the offer is about {1}: {2}", "usted pide {0}; la oferta trata de {1}: {2}"},
		phrase{"the need asks for {0}; you offer {1}: {2}", "la necesidad pide {0}; usted ofrece {1}: {2}"},
	}
	nearToo = told{
		phrase{"the need asks for {0} too, the offer is about {1}: {2}", "la necesidad pide también {0}, la oferta trata de {1}: {2}"},
		phrase{"you asked for {0} too, and it is about {1}: {2}", "usted pide también {0}, y trata de {1}: {2}"},
		phrase{"it asks for {0} too, and you offer {1}: {2}", "pide también {0}, y usted ofrece {1}: {2}"},
	}
	noTopics = phrase{"the need and the offer have no topics in common", "la necesidad y la oferta no tienen temas en común"}
)

// topicReason names what both are about, and of the topics that only lie near
// each other the heaviest, with the way between them.
func topicReason(to Reader, r match.Reason, topics func(eic.TopicID) string) string {
	var same []string
	near := ""
	for _, pair := range r.Evidence.Topics {
		switch {
		case pair.Asked == pair.Met:
			same = append(same, asked(to.Language, pair, topics))
		case near == "":
			p := nearTopic
			if len(same) > 0 {
				p = nearToo
			}
			near = p.in(to, asked(to.Language, pair, topics), topics(pair.Met), way(pair, topics))
		}
	}
	switch {
	case len(same) == 0 && near == "":
		return noTopics.text(to.Language)
	case len(same) == 0:
		return near
	}
	text := sameTopics.in(to, some(to.Language, same, mostWords))
	if near != "" {
		text += "; " + near
	}
	return text
}

// asked names a topic of the need, and behind it the words that ask for it where
// they are others.
func asked(lang eic.Language, pair match.TopicPair, topics func(eic.TopicID) string) string {
	label := topics(pair.Asked)
	if pair.Words == "" || strings.EqualFold(pair.Words, label) {
		return label
	}
	return label + " (" + quote(lang, pair.Words) + ")"
}

// way writes the path between two topics: "fractions – measuring – carpentry".
func way(pair match.TopicPair, topics func(eic.TopicID) string) string {
	labels := []string{topics(pair.Asked)}
	for _, step := range pair.Path {
		labels = append(labels, topics(step.To))
	}
	if len(pair.Path) == 0 {
		labels = append(labels, topics(pair.Met))
	}
	return strings.Join(labels, " – ")
}
