package match

// Weights holds every number of the model. They are starting values, to be
// refitted from outcomes; a cluster may override them. The zero value is not
// useful: start from DefaultWeights.
type Weights struct {
	// Text: BM25 (Robertson and Zaragoza 2009) and the likeness of spelling.
	K1             float64 // BM25: how soon repeating a word stops helping
	B              float64 // BM25: how much a long text is held against itself, 0..1
	TitleWeight    float64 // a word of an offer's title counts as so many of its body
	BackgroundDocs float64 // documents the background table stands for
	UnknownShare   float64 // weight of a word that no offer of the cluster has
	NearShare      float64 // weight of a near word in place of a misspelt one, times likeness
	NearLikeness   float64 // least likeness of a near word, 0..1
	NearWords      int     // most near words for a misspelt one
	GramShare      float64 // share of the likeness of spelling in z; the rest is BM25 of all
	PassageShare   float64 // share of BM25 of the best passage in z
	PassageWords   int     // words of a passage
	TellingWords   int     // a need is measured by so many of its most telling words
	TellingLeast   float64 // and as if it told at least so many times what a word tells that no offer has
	AskShare       float64 // weight of words that only ask
	SureLink       float64 // a topic linked so surely stands for its words, where the offer names it otherwise
	OtherWords     float64 // share of what a word counts that the offer says otherwise
	OtherSense     float64 // share of what a word counts that is lost where it surely means something else
	Meaning        float64 // how far likeness of meaning, where it is known and above z, lifts z: 0..1
	MeaningFrom    float64 // it begins so many standard deviations above the mean of unrelated texts
	MeaningSpan    float64 // and is whole at so much of the rest of the way to 1
	StretchFrom    float64 // the stretch: where z begins to count fully
	StretchSpan    float64 // the stretch: how much of z fills the range
	StretchLow     float64 // share of z that counts everywhere, so that T strictly rises

	// Content: how TEXT and TOPIC are mixed.
	Text       float64
	Topic      float64
	TopicFloor float64 // TOPIC is never below so much of TEXT
	TopicFrom  float64 // the stretch of TOPIC: where it begins to count fully
	TopicCover float64 // TOPIC weighs fully where topics are so much of what a need tells
	Chosen     float64 // a topic the author chose asks with so many times its idf

	// Relations of the topic met to the topic asked for; a bridge has its own.
	Narrower float64
	Broader  float64 // times idf(met)/idf(asked), at most 1
	Related  float64 // siblings too; times the same
	TwoEdges float64
	HubEdges int // through a topic with more edges than this no second edge is taken

	// Context: what moves content. See Context.
	Curriculum Context
	Mode       Context
	Place      Context
	Time       Context
	Matters    float64 // times the weight of what matters most to the need
	RadiusKm   float64 // how far people come where they do not say
	DaysNeeded int     // days to choose from that a visit needs: one, and one to fall back on

	// The other side.
	WishPrior    float64 // how far wishes are met where none are said
	WishStrength float64 // as if so many wishes had been seen already

	// The word for a score: least score of each. Below Fair is POOR.
	Great float64
	Good  float64
	Fair  float64

	// Recall and order.
	Keep           int     // candidates of one kind that are considered
	RecallWords    int     // most words of a query
	RecallTopics   int     // most topics of a query
	RecallTopic    float64 // a topic tells as much as so many words that are as rare
	RecallPostings int     // most postings the words, and again the topics, of a query may read
	RecallLeast    int     // words taken whatever they cost
	CopyFactor     float64 // for each better offer of the same party that one nearly repeats
	CopyLikeness   float64 // least share of stems in common (Jaccard) of a near copy
	FreshPlace     int     // every so many places one offer that few have seen
	FreshViews     int     // seen fewer times than this is hardly seen
}

// Context is the pull of one context factor: a value f in 0..1 adds
// Weight (f - Prior), so that the average offer gains nothing and loses nothing.
type Context struct {
	Weight float64
	Prior  float64 // what an average offer has
}

// DefaultWeights returns the starting values.
func DefaultWeights() Weights {
	return Weights{
		K1: 1.2, B: .75, TitleWeight: 3, BackgroundDocs: 200,
		UnknownShare: .5, NearShare: .7, NearLikeness: .5, NearWords: 3,
		GramShare: .2, PassageShare: .35, PassageWords: 40, TellingWords: 8, TellingLeast: .4, AskShare: .25,
		SureLink: .8, OtherWords: 1, OtherSense: .9,
		Meaning: .3, MeaningFrom: 1.5, MeaningSpan: .6, StretchFrom: .1, StretchSpan: .5, StretchLow: .02,

		Text: .40, Topic: .30, TopicFloor: .8, TopicFrom: 0, TopicCover: .3, Chosen: 3,

		Narrower: .8, Broader: .6, Related: .5, TwoEdges: .36, HubEdges: 200,

		Curriculum: Context{.12, .6},
		Mode:       Context{.06, .6},
		Place:      Context{.08, .6},
		Time:       Context{.06, .7},
		Matters:    2, RadiusKm: 25, DaysNeeded: 2,

		WishPrior: .7, WishStrength: 2,

		Great: .645, Good: .52, Fair: .385,

		Keep: 200, RecallWords: 24, RecallTopics: 48, RecallTopic: 3, RecallPostings: 20_000, RecallLeast: 4,
		CopyFactor: .8, CopyLikeness: .6, FreshPlace: 10, FreshViews: 5,
	}
}
