// Lighting: each function draws one product on a 400 x 400 sheet whose floor is at y = 300.
import { dark, light } from '../palette.mjs';

const linen = ['#fff3d2', '#f6dfae', '#d9b98a'];

export const drawings = {
  'hollow-table-lamp': (p) => [
    p.glow(200, 150, 150), p.shadow(200, 322, 92),
    p.path('M176 196h48q-4 26 26 52t-6 70q-10 8-44 8t-44-8q-36-44-6-70t26-52', p.body()),
    p.line('M150 262q-10 28 10 46', '#fff', 6, { opacity: 0.45 }), p.box(190, 176, 20, 24, 3, '#b98f3e'),
    p.path('M146 70h108l40 116q-94 18-188 0z', p.across(...linen)), p.oval(200, 70, 54, 9, '#fff8e4'), p.line('M107 186q93 18 186 0', '#c9a878', 4),
    p.line('M246 318q60 10 90-4t64 2', '#6a5a4a', 4),
  ],
  'drift-paper-pendant': (p) => [
    p.line('M200 0v74', '#4b4038', 4), p.box(190, 66, 20, 20, 4, '#4b4038'), p.glow(200, 190, 190),
    p.path('M156 88h88q82 40 82 104t-82 104h-88q-82-40-82-104t82-104', p.round('#fffdf0', '#fdeec6', '#e3c593')),
    p.repeat(10, (i) => { const y = 100 + i * 20; const w = 126 * Math.sqrt(1 - ((y - 192) / 122) ** 2); return p.line(`M${Math.round(200 - w)} ${y}q${Math.round(w)} 14 ${Math.round(2 * w)} 0`, '#c8a266', 2, { opacity: 0.5 }); }),
    p.oval(200, 294, 44, 8, '#fff7d8'), p.shadow(200, 352, 90),
  ],
  'heron-reading-light': (p) => [
    p.shadow(196, 322, 82), p.glow(268, 240, 84),
    p.oval(186, 314, 66, 14, p.lo), p.oval(186, 308, 66, 14, p.hi),
    p.line('M186 306C186 210 120 170 150 96q30-44 86-6q24 20 24 62', p.across(p.hi, p.lo), 9),
    p.path('M232 196q-2-46 30-50q34 2 32 50q-30 14-62 0', p.body()), p.oval(263, 197, 31, 9, '#fff2bd'), p.disc(186, 304, 9, p.deep),
    p.line('M244 186q0-22 12-28', '#fff', 4, { opacity: 0.6 }),
  ],
  'gale-storm-lantern': (p) => [
    p.shadow(200, 326, 86), p.glow(200, 208, 130),
    p.line('M128 214C110 30 290 30 272 214', '#55595e', 6),
    p.box(142, 116, 12, 178, 5, p.base), p.box(246, 116, 12, 178, 5, p.lo),
    p.path('M164 126h72l-8-26h-56z', p.body()), p.box(178, 78, 44, 24, 8, p.lo), p.box(150, 122, 100, 14, 6, p.hi),
    p.path('M168 138q-28 64 4 116h56q32-52 4-116z', '#fff8dc', { opacity: 0.75 }), p.path('M200 178q34 40 0 66q-34-26 0-66', p.down('#ffe48a', '#f39a2d')), p.path('M200 208q14 20 0 34q-14-14 0-34', '#fffbe0'),
    p.path('M138 262q62-16 124 0l10 46q2 18-72 18t-72-18z', p.body()), p.line('M152 282q-6 12-4 24', '#fff', 5, { opacity: 0.5 }), p.disc(236, 296, 8, '#d8b45a'),
  ],
  'beeswax-taper-candles': (p) => [
    p.repeat(3, (i) => p.glow(130 + i * 70, [92, 62, 112][i], 60)), p.shadow(200, 324, 120),
    p.repeat(3, (i) => { const x = 130 + i * 70; const y = [122, 92, 142][i]; return p.path(`M${x - 11} ${y}q11-6 22 0l5 ${296 - y}h-32z`, p.across('#f6d488', '#e3ae4f', '#bb8330')) + p.line(`M${x} ${y}v-12`, '#4a3a2a', 3) + p.path(`M${x} ${y - 46}q15 22 0 38q-15-16 0-38`, p.down('#fff1ae', '#f6a638')) + p.path(`M${x - 28} 290h56l-8 34h-40z`, p.across('#8d7448', '#5f4a2c')); }),
  ],
  'orchard-string-lights': (p) => [
    p.line('M0 96Q100 190 200 132T400 110', '#3c403c', 5), p.line('M0 206Q120 300 220 232T400 236', '#3c403c', 5),
    p.repeat(9, (i) => { const [x, y] = [[40, 124], [104, 150], [168, 144], [236, 122], [318, 112], [60, 244], [146, 262], [232, 228], [330, 226]][i]; return p.glow(x, y + 36, 44) + p.box(x - 7, y, 14, 16, 3, '#3c403c') + p.path(`M${x - 7} ${y + 16}q-16 20-8 32t15 10q7 2 15-10t-8-32z`, p.round('#fffbe6', '#ffd978', '#e9a94a')); }),
    p.path('M0 60Q40 40 70 62Q40 84 0 60M330 60q34-26 70-6q-34 24-70 6', '#7f9660'), p.shadow(200, 356, 110),
  ],
  'crane-floor-lamp': (p) => [
    p.glow(200, 100, 150), p.shadow(200, 352, 100),
    p.line('M200 168Q196 260 122 350', p.base, 10), p.line('M200 168Q204 260 278 350', p.lo, 10), p.line('M200 168v176', p.deep, 9),
    p.box(186, 156, 28, 24, 6, '#c79a3b'), p.path('M132 44h136l16 108q-84 16-168 0z', p.across(...linen)), p.oval(200, 44, 68, 11, '#fffaea'), p.line('M117 152q83 16 166 0', '#c9a878', 4),
  ],
  'ledge-wall-sconce': (p) => [
    p.glow(200, 90, 150), p.box(166, 128, 68, 120, 10, p.body()), p.path('M154 84h92l-18 60h-56z', p.across(...linen)), p.oval(200, 84, 46, 8, '#fffdf0'),
    p.box(96, 242, 208, 16, 5, p.down(p.hi, p.lo)), p.path('M176 258h48l-10 34h-28z', p.deep),
    p.group('rotate(-4 140 232)', p.box(116, 218, 80, 12, 2, '#8b4b3a'), p.box(112, 230, 84, 12, 2, '#47617a')), p.path('M240 200h34l-4 42h-26z', '#dfeeea', { opacity: 0.9 }), p.path('M242 218h30l-2 24h-26z', '#a9cfd3', { opacity: 0.8 }),
    p.line(`M182 148v82`, light(p.base, 0.6), 4, { opacity: 0.6 }), p.line('M200 292v60', dark(p.base, 0.3), 3, { opacity: 0.5 }),
  ],
};
