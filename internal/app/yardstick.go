package app

import (
	"context"
	"math"

	"github.com/edclusters/thirdplace/internal/match"
)

// yardstick has needs and, for each, an offer that answers it and no other, said in
// other words and in part in the other language: of the kind that people post here.
// By it a model is tried before it is believed, and its scale is found: how like it
// finds texts that have nothing to do with each other. Changing a text changes scores.
var yardstick = [...]struct{ need, offer string }{
	{"Why does the ground shake?\nOur pupils felt it last night and are afraid.", "Visit by a seismologist\nI measure earthquakes and explain faults in rock."},
	{"Who keeps bees?\nWe plant flowers and wonder what visits them.", "An apiary near you\nI show hives, wax and honey, and how pollination works."},
	{"Halves, quarters and eighths\nFourth graders cannot picture parts of a whole.", "A baker's recipes\nDividing dough and doubling ingredients makes fractions plain."},
	{"Getting ready for a first job\nSeniors are nervous about meeting an employer.", "Mock interviews\nI hire people for a living and rehearse with teenagers."},
	{"Is our creek clean?\nWe want to test it for pollution.", "Water chemistry\nA laboratory technician brings kits for acidity, nitrates and oxygen."},
	{"Children who struggle to read\nA program that helps them at their own pace.", "Literacy software seeks classrooms\nStories adapt to each beginner's level and read aloud."},
	{"Planets and constellations\nMy class has never looked at the night sky.", "Amateur astronomer\nI bring a telescope to the playground after dark."},
	{"What does a mayor do?\nFor a unit on how towns are run.", "Former council member\nI answer questions about elections, votes and the budget."},
	{"Paying for microscopes\nThere is no money left for equipment.", "Small science grants\nOur foundation funds instruments for public schools."},
	{"The robot will not turn\nSomebody who can debug code with my club.", "Software engineer\nI mentor young programmers of motors and sensors."},
	{"Writing verse\nPupils hate rhyme and need somebody to inspire them.", "Poet\nI read my work and lead workshops."},
	{"How did people live here a century ago?\nGrandparents' memories wanted.", "Local history museum\nOld photographs, diaries and an archivist to explain them."},
	{"A healthy lunch\nTeenagers eat badly and do not know why that matters.", "Dietitian\nNutrition, vitamins and sugar, shown by what is in a lunchbox."},
	{"Does mentoring after school help?\nWe would like to know, and take part.", "University study of tutoring\nResearchers look for classes to compare outcomes for a year."},
	{"Someone to fix our bicycles with us", "Mecánico de bicis\nTaller con frenos, cadenas y ruedas; enseño a repararlas."},
	{"Stories in Spanish for the little ones", "Abuela cuentacuentos\nNarro leyendas a niños de preescolar."},
	{"¿Cómo se forma un volcán?\nPara sexto grado.", "Geologist\nLava, magma and rocks from an eruption to hold in your hand."},
	{"Un mural para el comedor\nQueremos pintar con los alumnos.", "Street artist\nI design large wall paintings together with young people."},
	{"Música de nuestra región\nBuscamos quien toque y cante.", "Folk band\nGuitar, violin and songs of the valley."},
	{"Plantar un huerto\nNo sabemos por dónde empezar.", "Master gardener\nSoil, seeds and vegetables for school yards."},
}

// passMark is the share of the needs for which a model must find the offer that
// answers each the most like of all, to be believed. What averages the vectors of
// words does not reach it, and makes matching worse; a small model of sentences does,
// and makes it better (docs/matching.md has the figures).
const passMark = .5

// calibrate tries the model, once: what chance does, and whether it passes.
func (m *meanings) calibrate(ctx context.Context) error {
	if m.chance.Load() != nil || m.failed.Load() {
		return nil
	}
	var texts []string
	for _, pair := range yardstick {
		texts = append(texts, pair.need, pair.offer)
	}
	vectors, err := m.embed.Embed(ctx, texts)
	if err != nil {
		return err
	}
	chance, share := tried(vectors)
	facts := []any{"model", m.model, "dimensions", len(vectors[0]), "told apart", share, "unrelated", chance.Mean, "deviation", chance.Deviation}
	if share < passMark {
		m.failed.Store(true)
		m.log.ErrorContext(ctx, "the model for embeddings does not tell what texts mean well enough; matching goes by words alone", facts...)
		return nil
	}
	m.chance.Store(&chance)
	m.log.InfoContext(ctx, "embeddings are in use", facts...)
	return nil
}

// tried returns mean and standard deviation of the cosines of needs and offers of
// different pairs, in thousandths, and the share of the needs whose own offer is the
// most like. Endpoints do not give the same vector to the last digit every time, and
// all replicas are to have the same scale.
func tried(vectors [][]float32) (chance match.Chance, share float64) {
	n, sum, squares, right := 0.0, 0.0, 0.0, 0.0
	pairs := len(vectors) / 2
	for i := range pairs {
		own, best := cosine(vectors[2*i], vectors[2*i+1]), math.Inf(-1)
		for j := range pairs {
			if j == i {
				continue
			}
			c := cosine(vectors[2*i], vectors[2*j+1])
			n, sum, squares, best = n+1, sum+c, squares+c*c, max(best, c)
		}
		if own > best {
			right++
		}
	}
	mean := sum / n
	thousandths := func(x float64) float64 { return math.Round(1000*x) / 1000 }
	chance.Mean, chance.Deviation = thousandths(mean), thousandths(max(.001, math.Sqrt(max(0, squares/n-mean*mean))))
	return chance, right / float64(pairs)
}

func cosine(a, b []float32) (sum float64) {
	for k := range min(len(a), len(b)) {
		sum += float64(a[k]) * float64(b[k])
	}
	return sum
}
