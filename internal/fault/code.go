package fault

// Code names one thing that can be wrong. Package wording has a sentence for
// each, in every language; its test fails when one is missing.
type Code string

// What is wrong with a field. The comment gives the sentence's arguments.
const (
	CheckFields    Code = "check_fields"    // some fields need another look
	Required       Code = "required"        // must be given
	TooLong        Code = "too_long"        // most allowed, runes given
	ControlChar    Code = "control_char"    // contains a control character
	NotUTF8        Code = "not_utf8"        // is not valid UTF-8
	Malformed      Code = "malformed"       // what it is
	NotOneOf       Code = "not_one_of"      // what was given, the values allowed
	NotADay        Code = "not_a_day"       // what was given
	WindowReversed Code = "window_reversed" // start, end
	OutOfRange     Code = "out_of_range"    // what was given, least, most
	NotALink       Code = "not_a_link"      // what was given
	NotATimeZone   Code = "not_a_time_zone" // what was given
	NotALanguage   Code = "not_a_language"  // what was given
	NotAnID        Code = "not_an_id"       // what was given, the type expected
	UnknownRef     Code = "unknown_ref"     // type, what was given
	AmbiguousRef   Code = "ambiguous_ref"   // what was given, the types it could be
	OtherCluster   Code = "other_cluster"   // what was given
	OtherCell      Code = "other_cell"      // what was given: it is kept in another database
	UnknownField   Code = "unknown_field"   // its name
	WrongType      Code = "wrong_type"      // what was expected
	GradeBand      Code = "grade_band"      // what was given: bands only in files
	Unlocatable    Code = "unlocatable"     // a place needs a postal code or both lat and lng
	TooMany        Code = "too_many"        // most allowed, given
	Repeated       Code = "repeated"        // what was given twice
	SelfRef        Code = "self_ref"        // refers to itself, directly or in a circle
	EmptyPeriod    Code = "empty_period"    // a window or period that has no day in it
	FixedOnce      Code = "fixed_once"      // cannot change after the record is made
	ChosenToo      Code = "chosen_too"      // the topic: it cannot be chosen and removed at once
	NotShared      Code = "not_shared"      // the topic: only a cluster adds to one, and only to one that all clusters share
	NotAdded       Code = "not_added"       // the field: a topic that adds to another has none of its own
	OnlyAdds       Code = "only_adds"       // what was given: it only adds to a topic
	LabelTaken     Code = "label_taken"     // the label, the topic that has it
	NoLabel        Code = "no_label"        // the label: no word of it counts
	Erased         Code = "erased"          // refers to a person who had everything about them deleted
	SayDelete      Code = "say_delete"      // what is to be written so that everything is deleted
	TellsDiagnosis Code = "tells_diagnosis" // the words: somebody by name with a diagnosis
	TellsPlan      Code = "tells_plan"      // the words: somebody by name with an IEP or a 504 plan
	TellsBirth     Code = "tells_birth"     // the words: a date of birth
	TellsPhone     Code = "tells_phone"     // the words: a telephone number
	TellsNumber    Code = "tells_number"    // the words: what a school calls a pupil by
	NothingMatters Code = "nothing_matters" // what was given: not one of the criteria that can matter most
)

// What is wrong with a request.
const (
	NotThere      Code = "not_there"      // type, id
	SignIn        Code = "sign_in"        // nobody is signed in
	BadToken      Code = "bad_token"      // expired, malformed or signed by somebody else
	UnknownPerson Code = "unknown_person" // the token is good and its person is not known here
	SignedOut     Code = "signed_out"     // the token is good and was issued before its person was signed out
	BadInvitation Code = "bad_invitation" // the code is of no invitation that is open
	AlreadyKnown  Code = "already_known"  // who would accept an invitation is somebody here already
	ProgramOnly   Code = "program_only"   // the verb: a service account may not
	MayNot        Code = "may_not"        // the action
	StaleVersion  Code = "stale_version"  // version sent, current version
	IllegalState  Code = "illegal_state"  // from, to, legal next states
	KeyReused     Code = "key_reused"     // the idempotency key
	Taken         Code = "taken"          // type, source, external id
	Spent         Code = "spent"          // an invitation or a service account has been used or ended already
	BadCursor     Code = "bad_cursor"     // start again
	BadBookmark   Code = "bad_bookmark"   // X-Bookmark is not of this service: ask without it
	WhichCluster  Code = "which_cluster"  // caller belongs to several: name one
	NotMember     Code = "not_member"     // the caller belongs to no cluster
	WhichType     Code = "which_type"     // external id, the types that share it
	TooBusy       Code = "too_busy"       // try again in a moment
	TooOften      Code = "too_often"      // the caller asked for as much as they may; try again after a while
	TooManyOpen   Code = "too_many_open"  // live streams and sockets, of this address or of all
	Away          Code = "away"           // the store cannot be reached
	SpansCells    Code = "spans_cells"    // what is to be changed at once is kept in several databases
	Unexpected    Code = "unexpected"     // request id
	BadDocument   Code = "bad_document"   // the GraphQL document itself; the parser's message
	NotTrusted    Code = "not_trusted"    // the GraphQL document is none of those that are executed here
)

// What is wrong with a file or a store.
const (
	NewerSchema   Code = "newer_schema"   // file, its version, the newest known
	CorruptStore  Code = "corrupt_store"  // file
	DiskFull      Code = "disk_full"      // file
	StoreInUse    Code = "store_in_use"   // file
	CannotOpen    Code = "cannot_open"    // file, why
	NotJSON       Code = "not_json"       // what the parser said
	NotAnObject   Code = "not_an_object"  // a line is not one JSON object
	LineTooLong   Code = "line_too_long"  // most bytes allowed
	BadGzip       Code = "bad_gzip"       // cut short or damaged
	NoColumn      Code = "no_column"      // the column's known names
	NoHeader      Code = "no_header"      // format
	BadCSV        Code = "bad_csv"        // what the reader said
	ColumnCount   Code = "column_count"   // expected, found
	KeyUsedAgain  Code = "key_used_again" // type, external id, first line
	UnknownType   Code = "unknown_type"   // what was given
	UnknownFormat Code = "unknown_format" // what was given, known formats
	NeedsCluster  Code = "needs_cluster"  // format
	NothingRead   Code = "nothing_read"   // file
	TooFewJudged  Code = "too_few_judged" // needs wanted for each, needs to fit to, needs held back
	NoFile        Code = "no_file"        // the file that a folder of this format must have
	NeedsFolder   Code = "needs_folder"   // format
	SameText      Code = "same_text"      // external id of the record that has it already
	NoVectors     Code = "no_vectors"     // why the endpoint for embeddings gave none
)
