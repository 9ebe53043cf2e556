CALL () { MATCH (n:Cluster) RETURN count(n) AS clusters }
CALL () { MATCH (n:Organization) RETURN count(n) AS organizations }
CALL () { MATCH (n:Person) RETURN count(n) AS people }
CALL () { MATCH (n:Topic) RETURN count(n) AS topics }
CALL () { MATCH (n:Need) RETURN count(n) AS needs }
CALL () { MATCH (n:FundOfKnowledge) RETURN count(n) AS funds }
CALL () { MATCH (n:PilotOffer) RETURN count(n) AS pilots }
CALL () { MATCH (n:Grant) RETURN count(n) AS grants }
CALL () { MATCH (n:Study) RETURN count(n) AS studies }
CALL () { MATCH (n:Product) RETURN count(n) AS products }
CALL () { MATCH (n:Topic) WHERE n.id > '' AND n.cluster = 'shared' RETURN count(n) AS shared }
RETURN [clusters, organizations, people, topics, needs, funds, pilots, grants, studies, products], shared
