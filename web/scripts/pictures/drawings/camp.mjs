// Camp & Trail: each function draws one product on a 400 x 400 sheet whose floor is at y = 300.
import { dark, light } from '../palette.mjs';

const hills = (p) => p.path('M50 300q60-120 110-60q50-90 110-10q40-40 80 70z', '#a9c2b4', { opacity: 0.7 });
const steel = ['#f2f5f6', '#bcc6ca', '#8b969b'];

export const drawings = {
  'fellside-ridge-tent': (p) => [
    hills(p), p.shadow(200, 330, 168), p.path('M200 108L372 324H256z', p.across(p.base, p.lo)), p.path('M200 108L28 324h228z', p.across(p.hi, p.base)),
    p.path('M178 152q-30 90-58 172h104q-18-90-46-172', '#3e3a44'), p.path('M178 152q-36 80-66 150q30-6 44-30q18-50 22-120', light(p.base, 0.5)), p.path('M178 152q24 80 46 172h12q-20-100-58-172', p.deep, { opacity: 0.6 }),
    p.line('M200 108V92M200 108L28 324M200 108L372 324', p.deep, 4), p.line('M28 324L8 340M372 324l20 16', '#f3efdc', 3), p.path('M138 318q20-26 66 0q-30 10-66 0', '#d79b35'), p.line('M290 226l-26 74', light(p.base, 0.4), 3, { opacity: 0.5 }),
  ],
  'nightjar-sleeping-bag': (p) => [
    p.shadow(206, 330, 150), p.group('rotate(-12 200 240)',
      p.path('M60 238q-8-70 70-78q110-6 200 42q34 36-2 72q-92 48-198 42q-66-8-70-78', p.down('#6b86a8', '#34465e', '#27344a')), p.path('M62 238q-4-56 60-64q40 4 44 62q-4 62-44 66q-58-8-60-64', p.across('#e7b25a', '#c98630')), p.oval(112, 238, 36, 44, '#27344a'), p.oval(106, 232, 26, 26, '#fbf6ea'),
      p.repeat(5, (i) => p.line(`M${186 + i * 30} ${170 + i * 7}q18 66 0 ${136 - i * 18}`, '#1f2a3d', 4, { opacity: 0.35 })), p.line('M170 214q80-2 150 26', '#e7b25a', 5)),
    p.path('M296 96a30 30 0 1 0 26 46a34 34 0 0 1-26-46', '#f3d88a'), p.disc(90, 92, 3, '#f3d88a'), p.disc(140, 66, 2.4, '#f3d88a'),
  ],
  'kindle-folding-stove': (p) => [
    p.shadow(200, 328, 104), p.glow(200, 160, 110), p.path('M200 60q60 62 22 120h-44q-38-50 22-120', p.down('#ffe9a0', '#f3902b')), p.path('M200 112q30 36 8 66h-18q-18-30 10-66', '#fff6c8'),
    p.path('M126 170h148l22 150H104z', p.across(...steel)), p.path('M126 170h74v150h-96z', '#fff', { opacity: 0.2 }), p.line('M200 172v148', '#7c868b', 3),
    p.path('M160 262q40-20 80 0v58h-80z', '#3a3538'), p.path('M180 318q20-60 40 0z', p.down('#ffd15c', '#ee7f26')), p.line('M168 316l60-14M176 302l56 16', '#7a5434', 8),
    p.repeat(6, (i) => p.disc(142 + (i % 3) * 58, 196 + Math.floor(i / 3) * 30, 6, '#4a4a4e')), p.line('M124 166q14-16 24 0t24 0M228 166q12-16 24 0t24 0', '#8b969b', 6),
  ],
  'nested-cook-set': (p) => [
    p.shadow(206, 328, 138), p.path('M282 254q70-10 92-34', 'none'), p.line('M272 250q60-4 92-30', '#3f4246', 12), p.line('M310 240l54-20', '#d98a3a', 12),
    p.path('M92 220h196l-8 92q-4 14-90 14t-90-14z', p.across('#8f979c', '#5d656a', '#3f454a')), p.oval(190, 220, 98, 18, '#aeb6ba'), p.oval(190, 222, 88, 13, '#4b5257'),
    p.path('M112 152h156l-6 68q-72 22-144 0z', p.across('#b8c0c4', '#7e868b', '#565e63')), p.oval(190, 152, 78, 15, '#cfd6d9'), p.oval(190, 148, 78, 15, '#99a2a7'), p.oval(190, 140, 30, 8, '#6d757a'), p.box(180, 120, 20, 20, 7, '#d98a3a'),
    p.line('M130 176q-4 18 0 36', '#fff', 5, { opacity: 0.5 }), p.line('M110 246q-4 30 2 56', '#fff', 5, { opacity: 0.4 }),
  ],
  'trail-enamel-mug': (p) => [
    hills(p), p.shadow(196, 326, 98), p.line('M258 186c62-12 66 94-4 92', p.lo, 15), p.line('M260 186c52-6 54 78-2 78', p.hi, 4, { opacity: 0.5 }),
    p.path('M116 150h148v158q0 16-18 16H134q-18 0-18-16z', p.body()), p.oval(190, 150, 76, 17, '#2f3136'), p.oval(190, 148, 70, 13, '#f6f1e4'), p.oval(190, 152, 62, 9, '#6b4128'),
    p.path('M148 262l26-40 16 22 12-16 30 34z', light(p.base, 0.72)), p.disc(214, 212, 8, light(p.base, 0.72)), p.repeat(9, (i) => p.disc(128 + ((i * 47) % 126), 186 + ((i * 61) % 122), 1.8, light(p.base, 0.7), { opacity: 0.8 })), p.line('M132 176v84', '#fff', 6, { opacity: 0.35 }), p.oval(238, 296, 7, 4, '#3a3538', { opacity: 0.7 }),
  ],
  'firefly-headlamp': (p) => [
    p.glow(168, 214, 130), p.shadow(206, 324, 116), p.line('M132 224C84 96 330 70 316 214c-4 50-60 74-108 66', p.lo, 26), p.line('M132 224C84 96 330 70 316 214c-4 50-60 74-108 66', p.hi, 5, { 'stroke-dasharray': '12 10' }),
    p.box(116, 180, 106, 96, 26, p.across('#5b5f66', '#33353a')), p.disc(168, 228, 36, '#24262a'), p.disc(168, 228, 30, p.round('#fffdf0', '#ffe59a', '#e9b64a')), p.disc(160, 220, 9, '#fff', { opacity: 0.9 }), p.box(146, 170, 44, 14, 6, p.base), p.disc(208, 196, 5, '#e2553b'), p.path('M252 120h34v26h-34z', '#33353a', { opacity: 0.85 }),
  ],
  'beck-insulated-bottle': (p) => [
    p.shadow(200, 336, 74), p.line('M170 92C168 38 232 38 230 92', '#3f4246', 11), p.box(162, 78, 76, 40, 9, p.across('#6a6f75', '#33353a')), p.repeat(6, (i) => p.line(`M${172 + i * 11} 86v24`, '#23252a', 3, { opacity: 0.5 })), p.box(160, 116, 80, 14, 4, p.across(...steel)),
    p.path('M164 128h72q36 14 36 50v136q0 20-24 20h-96q-24 0-24-20V178q0-36 36-50', p.body()), p.path('M128 300h144v14q0 20-24 20h-96q-24 0-24-20z', p.across(...steel)), p.path('M158 252q20-50 42-14q18-30 42 14z', light(p.base, 0.7), { opacity: 0.9 }), p.disc(220, 206, 7, light(p.base, 0.7)), p.line('M146 176v98', '#fff', 8, { opacity: 0.4 }),
  ],
  'lakeside-hammock': (p) => [
    p.box(28, 20, 34, 320, 10, p.across('#9a7650', '#5f4630')), p.box(338, 20, 34, 320, 10, p.across('#8a6844', '#543d29')), p.oval(200, 326, 120, 20, '#a9cfd3', { opacity: 0.7 }),
    p.line('M46 118L92 166M354 118L308 166', '#d9c3a0', 6), p.path('M88 160q110 30 224 0q-6 130-112 132T88 160', p.down(p.lo, p.base, p.hi)), p.path('M88 160q110 118 224 0q-30 88-112 88T88 160', dark(p.base, 0.3), { opacity: 0.55 }), p.line('M112 200q86 100 176 0', '#fff', 3, { opacity: 0.35 }), p.disc(90, 162, 7, '#8b969b'), p.disc(310, 162, 7, '#8b969b'),
    p.path('M10 40q40-50 90-10q-30 30-90 10M310 20q50-30 86 14q-50 20-86-14', '#6f8d5a', { opacity: 0.9 }), p.line('M110 352h70M214 360h60', '#fff', 4, { opacity: 0.5 }),
  ],
};
