import type { ChatMessage } from '../../core/contract.ts';

/**
 * What the model is given: the first words of an article and of the sections that follow, the first
 * words of a piece of prose, or a question to answer.
 */
export type Opening =
  | { readonly kind: 'article'; readonly text: string; readonly sections: readonly string[] }
  | { readonly kind: 'prose'; readonly text: string }
  | { readonly kind: 'question'; readonly question: string };

const heading = (title: string, text: string): string => ` \n = = ${title} = = \n \n ${text}`;

/** A small model drifts from an article's typography and matter: a new heading calls it back. */
const sections = {
  building: [
    heading('History', 'The first plans were made in 1841 , when'),
    heading('Design and construction', 'It is about 112 metres ( 367 ft ) long and'),
    heading('Later use', 'After it was closed in 1963 , the building'),
  ],
  person: [
    heading('Early life', 'Born in a small village , the second of five children ,'),
    heading('Career', 'In the following year , a meeting with'),
    heading('Later life and legacy', 'In retirement ,'),
  ],
  work: [
    heading('Production', 'Work on the project began in the spring , when'),
    heading('Plot', 'The story begins when a young woman'),
    heading('Reception', 'Reviews were mixed . One critic wrote that'),
  ],
  animal: [
    heading('Description', 'Adults are about 14 cm ( 5 @.@ 5 in ) long , with'),
    heading('Distribution and habitat', 'The species is found in'),
    heading('Behaviour', 'During the breeding season , the male'),
  ],
  event: [
    heading('Background', 'In the years before , there had been several attempts to'),
    heading('Course of events', 'On the morning of 9 May ,'),
    heading('Aftermath', 'More than 2 @,@ 000 people were left without'),
  ],
  place: [
    heading('Geography', 'The area lies to the east of the river and'),
    heading('Economy', 'Most of the people of the town work in'),
    heading('Route', 'From the station , the road turns north and'),
  ],
} as const;

/** The typography of tokenized encyclopedia corpora: spaces around punctuation, headings between equals signs. */
const articles: readonly (readonly [kind: keyof typeof sections, text: string])[] = [
  [
    'building',
    ' = Brackwater Viaduct = \n \n Brackwater Viaduct is a disused railway viaduct that crosses the valley of the River Orle , in the north of',
  ],
  [
    'person',
    ' = Ilse Vandermeer = \n \n Ilse Vandermeer ( 3 March 1871 – 19 November 1944 ) was a Dutch botanist and illustrator , best known for her',
  ],
  [
    'building',
    ' = Harrow Point Lighthouse = \n \n The Harrow Point Lighthouse was built in 1858 on a low rocky headland . It was',
  ],
  [
    'work',
    ' = The Winter Orchard = \n \n The Winter Orchard is a 1996 drama film directed by Paul Hartnell from a screenplay by his brother . The film stars',
  ],
  [
    'animal',
    ' = Grey @-@ backed warbler = \n \n The grey @-@ backed warbler is a small passerine bird found in woodland and scrub across',
  ],
  [
    'event',
    ' = Hurricane Odile ( 1963 ) = \n \n Hurricane Odile was the ninth named storm of the season . A tropical depression formed on September 4 , and',
  ],
  [
    'work',
    ' = Long Way to Evening = \n \n Long Way to Evening is the third studio album by the Swedish band Northern Room . Recording began in late 2004 at a studio in Stockholm . The band had written',
  ],
  [
    'event',
    ' = 1987 county cricket final = \n \n The 1987 final was played on 5 September between Somerset and Kent . After winning the toss , the captain',
  ],
  [
    'building',
    ' = HMS Resolute ( 1805 ) = \n \n HMS Resolute was a 74 @-@ gun third @-@ rate ship of the line of the Royal Navy . She was launched at',
  ],
  [
    'place',
    ' = State Highway 61 = \n \n State Highway 61 is a state highway in the eastern part of the state . The road begins at an intersection with',
  ],
  [
    'event',
    ' = Siege of Valdane = \n \n The siege of Valdane took place between April and July 1372 , when an army led by the duke',
  ],
  [
    'animal',
    ' = Common marsh frog = \n \n The common marsh frog is a species of amphibian in the family Ranidae . Adults reach a length of',
  ],
  [
    'person',
    ' = Tomás Ferreira = \n \n Tomás Ferreira ( born 12 May 1983 ) is a Portuguese former footballer who played as a midfielder . He began his career',
  ],
  [
    'work',
    ' = Shadow Circuit = \n \n Shadow Circuit is an action role @-@ playing video game developed for the handheld console . The player controls',
  ],
  [
    'place',
    ' = Eilsund = \n \n Eilsund is an island in the north of the archipelago . It lies on a ridge of volcanic rock , and its highest point is 812 metres above sea level . Rainfall',
  ],
  [
    'person',
    ' = Robert Ashdown = \n \n Robert Ashdown ( 1802 – 1869 ) was an English engineer who built',
  ],
];

const prose = [
  'The history of bread goes back at least ten thousand years. Early farmers ground wild grain between stones and',
  'Coral reefs are built by colonies of tiny animals. Each polyp takes calcium carbonate from the water and',
  'Polishing shoes: A woman is sitting at a table with a pair of black shoes in front of her. She opens a tin and',
  'Repairing a bicycle: A man turns the bicycle upside down in his garage. He takes off the front wheel, then he',
  'How to plant tomatoes in pots. Choose a pot that is at least twelve inches deep. Make sure that there are holes in the bottom. Next,',
  'How to write a letter of thanks. Think about what the person did for you. Begin by saying why you are writing. Then',
  '"I never said that I would sell the house," she answered, and put the cup down on the window sill. "You decided that on your own." He',
  'City council approves new tram line. After three hours of debate on Tuesday evening, members of the council voted',
];

const questions = [
  'Explain how a refrigerator keeps food cold, in a few paragraphs.',
  'Write an encyclopedia article about the city of Lisbon.',
  'Write an encyclopedia article about the history of the steam engine.',
  'Write a short story about a lighthouse keeper who finds a letter.',
  'What are the differences between a virus and a bacterium?',
  'Write a Python function that counts how often each word occurs in a text, and explain it.',
  'Write a dialogue between a shopkeeper and a customer who wants to return a lamp.',
  'Give me some advice for preparing for a job interview.',
  'Write an encyclopedia article about the red fox.',
  'Describe the life cycle of a star.',
];

export const openings: readonly Opening[] = [
  ...articles.map(([kind, text]) => ({ kind: 'article', text, sections: sections[kind] }) as const),
  ...prose.map((text) => ({ kind: 'prose', text }) as const),
  ...questions.map((question) => ({ kind: 'question', question }) as const),
];

export const messagesOf = (question: string): readonly ChatMessage[] => [
  { role: 'user', content: question },
];
