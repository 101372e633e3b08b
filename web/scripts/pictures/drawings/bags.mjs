// Bags & Carry: each function draws one product on a 400 x 400 sheet whose floor is at y = 300.
import { light } from '../palette.mjs';

const leather = '#9a6236';
const stitch = (p, d) => p.line(d, '#fffaf0', 2.4, { opacity: 0.5, 'stroke-dasharray': '6 5' });
const buckle = (p, x, y) => p.box(x - 11, y - 9, 22, 18, 4, 'none', { stroke: '#dcb45c', 'stroke-width': 5 });

export const drawings = {
  'cairn-day-pack': (p) => [
    p.shadow(200, 334, 118), p.line('M170 70C172 34 228 34 230 70', leather, 10), p.line('M112 150q-34 80-6 160M288 150q34 80 6 160', p.deep, 15),
    p.path('M108 128q0-62 92-62t92 62l10 182q0 20-22 20H120q-22 0-22-20z', p.body()), p.path('M104 124q4-64 96-64t96 64l-2 66q-94 26-188 0z', p.across(p.hi, p.base, p.lo)), stitch(p, 'M114 182q86 22 172 0'),
    p.box(132, 232, 136, 84, 14, p.lo), p.path('M132 236h136v24q-68 18-136 0z', p.base), stitch(p, 'M140 258q60 14 120 0'), p.box(190, 150, 20, 96, 4, leather), buckle(p, 200, 210), p.line('M126 112q10-28 40-34', '#fff', 6, { opacity: 0.35 }),
  ],
  'harbour-canvas-tote': (p) => [
    p.path('M152 150q-12-80 12-110q30 40 12 110M226 156q-6-70 26-100q18 40 2 100', '#7d9c5c'), p.path('M188 150q-10-60 16-88q24 40 10 88', '#5f7f4c'), p.disc(262, 138, 26, p.round('#f0a95a', '#c96f2e')), p.box(120, 90, 26, 80, 10, p.across('#e8c791', '#b58747')),
    p.shadow(200, 330, 132), p.line('M140 176C128 60 184 60 178 176', p.lo, 9), p.path('M88 156h224l-14 156q-2 14-18 14H120q-16 0-18-14z', p.body()), p.path('M96 262h208l-6 50q-2 14-18 14H120q-16 0-18-14z', '#47617a', { opacity: 0.92 }), p.line('M152 180C136 96 260 96 248 180', '#e8d9bd', 11), p.line('M152 180C136 96 260 96 248 180', '#b99a68', 3, { 'stroke-dasharray': '5 6' }),
    p.disc(152, 184, 8, '#dcb45c'), p.disc(248, 184, 8, '#dcb45c'), stitch(p, 'M96 170h208'), p.path('M200 206q26 10 24 34q-24-2-24-34q0 32-24 34q-2-24 24-34', light(p.base, 0.6), { opacity: 0.6 }),
  ],
  'leeward-duffel': (p) => [
    p.shadow(200, 322, 158), p.line('M136 190C140 84 260 84 264 190', leather, 12), p.path('M56 224q0-62 50-66h188q50 4 50 66v40q0 54-40 56H96q-40-2-40-56z', p.down(p.hi, p.base, p.lo)), p.path('M56 262h288q0 56-40 58H96q-40-2-40-58', '#2f3136', { opacity: 0.55 }), p.oval(78, 240, 26, 76, p.lo), p.oval(78, 240, 15, 46, p.deep, { opacity: 0.5 }),
    p.line('M112 172h180', '#2f3136', 5), p.line('M112 172h180', '#dcb45c', 2, { 'stroke-dasharray': '4 4' }), p.box(126, 162, 22, 156, 3, leather), p.box(252, 162, 22, 156, 3, leather), p.line('M136 190C140 104 260 104 264 190', leather, 11), p.box(178, 96, 44, 28, 9, '#7c4a26'), buckle(p, 137, 268), buckle(p, 263, 268), p.box(176, 204, 50, 32, 4, light(p.base, 0.45), { opacity: 0.8 }),
  ],
  'squall-roll-top': (p) => [
    p.repeat(12, (i) => p.line(`M${40 + ((i * 71) % 330)} ${30 + ((i * 47) % 150)}l-8 22`, '#8fb2c4', 3, { opacity: 0.6 })), p.shadow(200, 334, 110), p.line('M108 170q-26 70-4 140M292 170q26 70 4 140', p.deep, 13),
    p.path('M112 120h176l10 194q-2 18-22 18H124q-20 0-22-18z', p.body()), p.box(104, 84, 192, 48, 20, p.down(p.hi, p.base, p.lo)), p.line('M118 108h164', p.deep, 4, { opacity: 0.4 }), p.line('M108 110q-22 30-8 92M292 110q22 30 8 92', '#33353a', 7), p.box(92, 190, 24, 16, 4, '#33353a'), p.box(284, 190, 24, 16, 4, '#33353a'),
    p.box(140, 226, 120, 80, 8, p.lo, { opacity: 0.6 }), p.box(140, 186, 120, 12, 3, '#eef4f5', { opacity: 0.9 }), p.line('M150 240h100', '#33353a', 4), p.line('M124 150v150', '#fff', 7, { opacity: 0.28 }),
  ],
  'wayside-hip-pack': (p) => [
    p.shadow(204, 316, 132), p.line('M84 210C20 90 380 90 316 210', p.deep, 17), p.box(182, 106, 40, 28, 6, '#33353a'), p.line('M202 106v28', '#7c868b', 3),
    p.path('M76 190q124-34 248 0q16 106-70 118H146q-86-12-70-118', p.body()), p.path('M84 196q116-28 232 0l-4 30q-112-22-224 0z', p.hi, { opacity: 0.6 }), p.line('M96 220q104-20 208 0', '#33353a', 6), p.line('M96 220q104-20 208 0', '#dcb45c', 2, { 'stroke-dasharray': '4 4' }), p.box(290, 216, 10, 32, 4, leather), p.path('M130 246q70-14 140 0q2 40-30 46h-80q-32-6-30-46', p.lo, { opacity: 0.6 }), stitch(p, 'M136 252q64-12 128 0'),
  ],
  'meadow-cooler-bag': (p) => [
    p.shadow(200, 330, 138), p.box(140, 62, 26, 110, 10, p.across('#7d9c5c', '#4d6b3c')), p.box(146, 40, 14, 34, 4, '#4d6b3c'), p.box(226, 84, 28, 90, 10, p.across('#e8c791', '#b58747')), p.path('M236 58h8v30h-8z', '#b58747'),
    p.path('M80 146h240v162q0 20-20 20H100q-20 0-20-20z', p.body()), p.path('M80 146h240v44H80z', light(p.base, 0.55)), p.line('M80 190h240', p.deep, 3, { opacity: 0.3 }), p.line('M122 212C120 110 280 110 278 212', leather, 12), p.box(110, 206, 24, 60, 4, leather), p.box(266, 206, 24, 60, 4, leather), p.disc(122, 220, 4, '#dcb45c'), p.disc(278, 220, 4, '#dcb45c'),
    p.line('M200 226v60M174 241l52 30M226 241l-52 30', light(p.base, 0.75), 6), p.line('M96 208v96', '#fff', 6, { opacity: 0.3 }),
  ],
  'first-light-wash-roll': (p) => [
    p.line('M0 44q200-24 400 6', '#7a5c40', 12), p.line('M200 36v46', leather, 7), p.path('M110 78h180v232q-90 20-180 0z', p.body()), p.path('M110 78h180v24H110z', p.lo),
    p.repeat(3, (i) => p.path(`M120 ${150 + i * 58}h160v44q-80 14-160 0z`, i % 2 ? p.lo : p.hi, { opacity: 0.85 }) + stitch(p, `M126 ${156 + i * 58}h148`)), p.box(138, 116, 12, 58, 5, '#8fbacd'), p.box(136, 106, 16, 14, 3, '#f1ece1'), p.box(166, 122, 26, 46, 6, '#f1ece1'), p.box(214, 112, 40, 52, 8, p.across('#e3ad5a', '#b87a2c')), p.path('M120 150h160v44q-80 14-160 0z', p.base, { opacity: 0.9 }), stitch(p, 'M126 156h148'),
    p.line('M150 196q14-10 26 0', '#fff', 3, { opacity: 0.4 }), p.oval(200, 316, 94, 17, p.lo), p.box(190, 300, 20, 40, 4, leather), buckle(p, 200, 322), p.shadow(200, 360, 84),
  ],
  'willow-pack-basket': (p) => [
    p.shadow(200, 332, 122), p.path('M150 118q-20-60 20-76q14 40 6 76M210 118q0-70 40-70q6 40-16 70', '#6f9152'), p.disc(176, 104, 26, p.round('#c98b5a', '#8a5530')), p.path('M162 110h28l-4 30h-20z', '#efe3cb'), p.disc(236, 108, 22, p.round('#d9a06b', '#9a6236')),
    p.path('M104 124h192l-14 92q18 60 6 98q-4 14-88 14t-88-14q-12-38 6-98z', p.across('#c99a5f', '#a17341', '#6f4b28')), p.repeat(10, (i) => p.line(`M${108 + (i < 5 ? i * 2 : 18 - i * 2)} ${144 + i * 19}q${92 - (i < 5 ? i * 2 : 18 - i * 2)} 16 ${184 - 2 * (i < 5 ? i * 2 : 18 - i * 2)} 0`, i % 2 ? '#5f4022' : '#e0b67c', 5, { opacity: 0.6, 'stroke-dasharray': '13 9', 'stroke-dashoffset': i % 2 ? 11 : 0 })),
    p.oval(200, 124, 96, 15, 'none', { stroke: '#7d5630', 'stroke-width': 10 }), p.line('M134 130q-26 100 2 186M266 130q26 100-2 186', leather, 12), buckle(p, 126, 214), buckle(p, 274, 214),
  ],
};
